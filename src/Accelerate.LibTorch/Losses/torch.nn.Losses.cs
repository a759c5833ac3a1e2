using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <inheritdoc cref="TorchSharp.Modules.CrossEntropyLoss"/>
        public static CrossEntropyLoss CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, Reduction reduction = Reduction.Mean) =>
            new(weight, ignore_index, reduction);

        /// <inheritdoc cref="TorchSharp.Modules.NLLLoss"/>
        public static NLLLoss NLLLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction);

        /// <inheritdoc cref="TorchSharp.Modules.MSELoss"/>
        public static MSELoss MSELoss(Reduction reduction = Reduction.Mean) => new(reduction);

        /// <inheritdoc cref="TorchSharp.Modules.L1Loss"/>
        public static L1Loss L1Loss(Reduction reduction = Reduction.Mean) => new(reduction);

        /// <inheritdoc cref="TorchSharp.Modules.SmoothL1Loss"/>
        public static SmoothL1Loss SmoothL1Loss(Reduction reduction = Reduction.Mean, double beta = 1) => new(reduction, beta);

        /// <inheritdoc cref="TorchSharp.Modules.HuberLoss"/>
        public static HuberLoss HuberLoss(double delta = 1, Reduction reduction = Reduction.Mean) => new(delta, reduction);

        /// <inheritdoc cref="TorchSharp.Modules.BCELoss"/>
        public static BCELoss BCELoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) => new(weight, reduction);

        /// <inheritdoc cref="TorchSharp.Modules.BCEWithLogitsLoss"/>
        public static BCEWithLogitsLoss BCEWithLogitsLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean, Tensor? pos_weights = null) =>
            new(weight, reduction, pos_weights);

        /// <inheritdoc cref="TorchSharp.Modules.KLDivLoss"/>
        public static KLDivLoss KLDivLoss(bool log_target = true, Reduction reduction = Reduction.Mean) => new(log_target, reduction);

        /// <inheritdoc cref="TorchSharp.Modules.PoissonNLLLoss"/>
        public static PoissonNLLLoss PoissonNLLLoss(
            bool log_input = true, bool full = false, float eps = 1e-8f, Reduction reduction = Reduction.Mean) =>
            new(log_input, full, eps, reduction);

        /// <inheritdoc cref="TorchSharp.Modules.GaussianNLLLoss"/>
        public static GaussianNLLLoss GaussianNLLLoss(bool full = false, float eps = 1e-8f, Reduction reduction = Reduction.Mean) =>
            new(full, eps, reduction);

        /// <inheritdoc cref="TorchSharp.Modules.CosineEmbeddingLoss"/>
        public static CosineEmbeddingLoss CosineEmbeddingLoss(double margin = 0, Reduction reduction = Reduction.Mean) => new(margin, reduction);

        /// <inheritdoc cref="TorchSharp.Modules.MarginRankingLoss"/>
        public static MarginRankingLoss MarginRankingLoss(double margin = 0, Reduction reduction = Reduction.Mean) => new(margin, reduction);

        /// <inheritdoc cref="TorchSharp.Modules.HingeEmbeddingLoss"/>
        public static HingeEmbeddingLoss HingeEmbeddingLoss(double margin = 1, Reduction reduction = Reduction.Mean) => new(margin, reduction);

        /// <inheritdoc cref="TorchSharp.Modules.SoftMarginLoss"/>
        public static SoftMarginLoss SoftMarginLoss(Reduction reduction = Reduction.Mean) => new(reduction);

        /// <inheritdoc cref="TorchSharp.Modules.MultiLabelMarginLoss"/>
        public static MultiLabelMarginLoss MultiLabelMarginLoss(Reduction reduction = Reduction.Mean) => new(reduction);

        /// <inheritdoc cref="TorchSharp.Modules.MultiLabelSoftMarginLoss"/>
        public static MultiLabelSoftMarginLoss MultiLabelSoftMarginLoss(Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
            new(weight, reduction);

        /// <inheritdoc cref="TorchSharp.Modules.MultiMarginLoss"/>
        public static MultiMarginLoss MultiMarginLoss(int p = 1, double margin = 1, Tensor? weight = null, Reduction reduction = Reduction.Mean) =>
            new(p, margin, weight, reduction);

        /// <inheritdoc cref="TorchSharp.Modules.TripletMarginLoss"/>
        public static TripletMarginLoss TripletMarginLoss(
            double margin = 1, long p = 2, double eps = 1e-6, bool swap = false, Reduction reduction = Reduction.Mean) =>
            new(margin, p, eps, swap, reduction);

        /// <inheritdoc cref="TorchSharp.Modules.CTCLoss"/>
        public static CTCLoss CTCLoss(long blank = 0, bool zero_infinity = false, Reduction reduction = Reduction.Mean) =>
            new(blank, zero_infinity, reduction);
    }
}
