namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                public partial class CyclicLR
                {
                    /// <summary>What a scale function is given.</summary>
                    public enum ScaleMode
                    {
                        /// <summary>The number of the cycle, from 1.</summary>
                        Cycle = 0,

                        /// <summary>The number of steps since the start.</summary>
                        Iterations = 1,
                    }
                }
            }
        }
    }
}
