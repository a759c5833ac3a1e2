namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>An optimizer or parameter group of the Adam family, whose first beta schedulers use as momentum.</summary>
        public interface IBetas
        {
            (double, double) Betas { get; set; }
        }
    }
}
