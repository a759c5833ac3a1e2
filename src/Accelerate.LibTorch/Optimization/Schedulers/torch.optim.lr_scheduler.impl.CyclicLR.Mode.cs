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
                    /// <summary>How the height of the cycles changes.</summary>
                    public enum Mode
                    {
                        /// <summary>Not at all.</summary>
                        Triangular = 0,

                        /// <summary>Each cycle is half as high as the one before.</summary>
                        Triangular2 = 1,

                        /// <summary>By the factor <c>gamma</c> at every step.</summary>
                        ExpRange = 2,
                    }
                }
            }
        }
    }
}
