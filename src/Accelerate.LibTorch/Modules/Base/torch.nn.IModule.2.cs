namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What can be called as a module of two inputs.</summary>
        public interface IModule<T1, T2, TResult>
        {
            /// <summary>Runs the module and its hooks.</summary>
            TResult call(T1 input1, T2 input2);
        }
    }
}
