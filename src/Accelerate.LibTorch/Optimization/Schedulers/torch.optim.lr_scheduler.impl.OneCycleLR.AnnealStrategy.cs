namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                public partial class OneCycleLR
                {
                    /// <summary>The curve between two ends of a phase.</summary>
                    public enum AnnealStrategy
                    {
                        /// <summary>Half a cosine.</summary>
                        Cos = 0,

                        /// <summary>A straight line.</summary>
                        Linear = 1,
                    }
                }
            }
        }
    }
}
