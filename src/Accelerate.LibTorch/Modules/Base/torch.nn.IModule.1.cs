namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>What can be called as a module of one input.</summary>
        public interface IModule<T, TResult>
        {
            /// <summary>Runs the module and its hooks.</summary>
            TResult call(T input1);
        }
    }
}
