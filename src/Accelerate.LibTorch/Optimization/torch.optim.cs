using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Optimizers and learning rate schedules.</summary>
    public static partial class optim
    {
        /// <inheritdoc cref="Modules.SGD"/>
        public static Modules.SGD SGD(IEnumerable<Parameter> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
            new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

        /// <inheritdoc cref="Modules.SGD"/>
        public static Modules.SGD SGD(IEnumerable<(string, Parameter)> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
            new(parameters.Select(named => named.Item2), learningRate, momentum, dampening, weight_decay, nesterov, maximize);

        /// <inheritdoc cref="Modules.SGD"/>
        public static Modules.SGD SGD(IEnumerable<Modules.SGD.ParamGroup> parameters, double learningRate, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false) =>
            new(parameters, learningRate, momentum, dampening, weight_decay, nesterov, maximize);

        /// <inheritdoc cref="Modules.Adam"/>
        public static Modules.Adam Adam(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
            new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

        /// <inheritdoc cref="Modules.Adam"/>
        public static Modules.Adam Adam(IEnumerable<(string, Parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
            new(parameters.Select(named => named.Item2), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

        /// <inheritdoc cref="Modules.Adam"/>
        public static Modules.Adam Adam(IEnumerable<Modules.Adam.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
            new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

        /// <inheritdoc cref="Modules.AdamW"/>
        public static Modules.AdamW AdamW(IEnumerable<Parameter> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
            new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

        /// <inheritdoc cref="Modules.AdamW"/>
        public static Modules.AdamW AdamW(IEnumerable<(string, Parameter)> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
            new(parameters.Select(named => named.Item2), lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

        /// <inheritdoc cref="Modules.AdamW"/>
        public static Modules.AdamW AdamW(IEnumerable<Modules.AdamW.ParamGroup> parameters, double lr = 1e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, bool amsgrad = false, bool maximize = false) =>
            new(parameters, lr, beta1, beta2, eps, weight_decay, amsgrad, maximize);

        /// <inheritdoc cref="Modules.Adadelta"/>
        public static Modules.Adadelta Adadelta(IEnumerable<Parameter> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false) =>
            new(parameters, lr, rho, eps, weight_decay, maximize);

        /// <inheritdoc cref="Modules.Adadelta"/>
        public static Modules.Adadelta Adadelta(IEnumerable<(string, Parameter)> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false) =>
            new(parameters.Select(named => named.Item2), lr, rho, eps, weight_decay, maximize);

        /// <inheritdoc cref="Modules.Adadelta"/>
        public static Modules.Adadelta Adadelta(IEnumerable<Modules.Adadelta.ParamGroup> parameters, double lr = 1.0, double rho = 0.9, double eps = 1e-6, double weight_decay = 0, bool maximize = false) =>
            new(parameters, lr, rho, eps, weight_decay, maximize);

        /// <inheritdoc cref="Modules.Adagrad"/>
        public static Modules.Adagrad Adagrad(IEnumerable<Parameter> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10) =>
            new(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps);

        /// <inheritdoc cref="Modules.Adagrad"/>
        public static Modules.Adagrad Adagrad(IEnumerable<(string, Parameter)> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10) =>
            new(parameters.Select(named => named.Item2), lr, lr_decay, weight_decay, initial_accumulator_value, eps);

        /// <inheritdoc cref="Modules.Adagrad"/>
        public static Modules.Adagrad Adagrad(IEnumerable<Modules.Adagrad.ParamGroup> parameters, double lr = 1e-2, double lr_decay = 0, double weight_decay = 0, double initial_accumulator_value = 0, double eps = 1e-10) =>
            new(parameters, lr, lr_decay, weight_decay, initial_accumulator_value, eps);

        /// <inheritdoc cref="Modules.Adamax"/>
        public static Modules.Adamax Adamax(IEnumerable<Parameter> parameters, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0) =>
            new(parameters, lr, beta1, beta2, eps, weight_decay);

        /// <inheritdoc cref="Modules.Adamax"/>
        public static Modules.Adamax Adamax(IEnumerable<(string, Parameter)> parameters, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0) =>
            new(parameters.Select(named => named.Item2), lr, beta1, beta2, eps, weight_decay);

        /// <inheritdoc cref="Modules.Adamax"/>
        public static Modules.Adamax Adamax(IEnumerable<Modules.Adamax.ParamGroup> parameters, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0) =>
            new(parameters, lr, beta1, beta2, eps, weight_decay);

        /// <inheritdoc cref="Modules.ASGD"/>
        public static Modules.ASGD ASGD(IEnumerable<Parameter> parameters, double lr = 1e-3, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0, bool maximize = false) =>
            new(parameters, lr, lambd, alpha, t0, weight_decay, maximize);

        /// <inheritdoc cref="Modules.ASGD"/>
        public static Modules.ASGD ASGD(IEnumerable<(string, Parameter)> parameters, double lr = 1e-3, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0, bool maximize = false) =>
            new(parameters.Select(named => named.Item2), lr, lambd, alpha, t0, weight_decay, maximize);

        /// <inheritdoc cref="Modules.ASGD"/>
        public static Modules.ASGD ASGD(IEnumerable<ParamGroup<Modules.ASGD.Options>> parameters, double lr = 1e-3, double lambd = 1e-4, double alpha = 0.75, double t0 = 1e6, double weight_decay = 0, bool maximize = false) =>
            new(parameters, lr, lambd, alpha, t0, weight_decay, maximize);

        /// <inheritdoc cref="Modules.NAdam"/>
        public static Modules.NAdam NAdam(IEnumerable<Parameter> named_parameters, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3) =>
            new(named_parameters, lr, beta1, beta2, eps, weight_decay, momentum_decay);

        /// <inheritdoc cref="Modules.NAdam"/>
        public static Modules.NAdam NAdam(IEnumerable<(string, Parameter)> named_parameters, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3) =>
            new(named_parameters.Select(named => named.Item2), lr, beta1, beta2, eps, weight_decay, momentum_decay);

        /// <inheritdoc cref="Modules.NAdam"/>
        public static Modules.NAdam NAdam(IEnumerable<Modules.NAdam.ParamGroup> parameters, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0, double momentum_decay = 4e-3) =>
            new(parameters, lr, beta1, beta2, eps, weight_decay, momentum_decay);

        /// <inheritdoc cref="Modules.RAdam"/>
        public static Modules.RAdam RAdam(IEnumerable<Parameter> parameters, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0) =>
            new(parameters, lr, beta1, beta2, eps, weight_decay);

        /// <inheritdoc cref="Modules.RAdam"/>
        public static Modules.RAdam RAdam(IEnumerable<(string, Parameter)> parameters, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0) =>
            new(parameters.Select(named => named.Item2), lr, beta1, beta2, eps, weight_decay);

        /// <inheritdoc cref="Modules.RAdam"/>
        public static Modules.RAdam RAdam(IEnumerable<Modules.RAdam.ParamGroup> parameters, double lr = 2e-3, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-8, double weight_decay = 0) =>
            new(parameters, lr, beta1, beta2, eps, weight_decay);

        /// <inheritdoc cref="Modules.RMSProp"/>
        public static Modules.RMSProp RMSProp(IEnumerable<Parameter> parameters, double lr = 1e-2, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false) =>
            new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);

        /// <inheritdoc cref="Modules.RMSProp"/>
        public static Modules.RMSProp RMSProp(IEnumerable<(string, Parameter)> parameters, double lr = 1e-2, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false) =>
            new(parameters.Select(named => named.Item2), lr, alpha, eps, weight_decay, momentum, centered, maximize);

        /// <inheritdoc cref="Modules.RMSProp"/>
        public static Modules.RMSProp RMSProp(IEnumerable<Modules.RMSProp.ParamGroup> parameters, double lr = 1e-2, double alpha = 0.99, double eps = 1e-8, double weight_decay = 0, double momentum = 0, bool centered = false, bool maximize = false) =>
            new(parameters, lr, alpha, eps, weight_decay, momentum, centered, maximize);

        /// <inheritdoc cref="Modules.Rprop"/>
        public static Modules.Rprop Rprop(IEnumerable<Parameter> parameters, double lr = 1e-2, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50, bool maximize = false) =>
            new(parameters, lr, etaminus, etaplus, min_step, max_step, maximize);

        /// <inheritdoc cref="Modules.Rprop"/>
        public static Modules.Rprop Rprop(IEnumerable<(string, Parameter)> parameters, double lr = 1e-2, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50, bool maximize = false) =>
            new(parameters.Select(named => named.Item2), lr, etaminus, etaplus, min_step, max_step, maximize);

        /// <inheritdoc cref="Modules.Rprop"/>
        public static Modules.Rprop Rprop(IEnumerable<Modules.Rprop.ParamGroup> parameters, double lr = 1e-2, double etaminus = 0.5, double etaplus = 1.2, double min_step = 1e-6, double max_step = 50, bool maximize = false) =>
            new(parameters, lr, etaminus, etaplus, min_step, max_step, maximize);
    }
}
