using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public abstract partial class Optimizer
        {
            /// <summary>
            /// An optimizer's options and state, by reference: later steps of the optimizer show in it. To keep a
            /// moment in time, save it.
            /// </summary>
            public class StateDictionary
            {
                internal StateDictionary()
                {
                }

                /// <summary>The options of each parameter group.</summary>
                public List<OptimizerOptions> Options { get; } = [];

                /// <summary>The state of each parameter.</summary>
                public List<OptimizerState> State { get; } = [];

                /// <summary>For each parameter group, the places of its parameters in <see cref="State"/>.</summary>
                public List<List<int>> StateIndexRef { get; } = [];
            }
        }
    }
}
