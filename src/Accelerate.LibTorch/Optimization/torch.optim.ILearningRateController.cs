namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        /// <summary>What a learning rate scheduler sees of a parameter group.</summary>
        public interface ILearningRateController
        {
            /// <summary>The learning rate of the next step.</summary>
            double LearningRate { get; set; }

            /// <summary>The learning rate that schedules start from; the current one until a scheduler sets it.</summary>
            double InitialLearningRate { get; set; }
        }
    }
}
