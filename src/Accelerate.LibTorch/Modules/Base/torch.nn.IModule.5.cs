namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What can be called as a module of five inputs.</summary>
        public interface IModule<T1, T2, T3, T4, T5, TResult>
        {
            /// <summary>Runs the module and its hooks.</summary>
            TResult call(T1 input1, T2 input2, T3 input3, T4 input4, T5 input5);
        }
    }
}
