using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <inheritdoc cref="TorchSharp.Modules.BatchNorm1d"/>
        public static BatchNorm1d BatchNorm1d(
            long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = true, bool track_running_stats = true,
            Device? device = null, ScalarType? dtype = null) =>
            new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.BatchNorm2d"/>
        public static BatchNorm2d BatchNorm2d(
            long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = true, bool track_running_stats = true,
            Device? device = null, ScalarType? dtype = null) =>
            new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.BatchNorm3d"/>
        public static BatchNorm3d BatchNorm3d(
            long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = true, bool track_running_stats = true,
            Device? device = null, ScalarType? dtype = null) =>
            new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.LayerNorm"/>
        public static LayerNorm LayerNorm(
            long normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true, Device? device = null,
            ScalarType? dtype = null) =>
            new([normalized_shape], eps, elementwise_affine, bias, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.LayerNorm"/>
        public static LayerNorm LayerNorm(
            long[] normalized_shape, double eps = 1e-5, bool elementwise_affine = true, bool bias = true, Device? device = null,
            ScalarType? dtype = null) =>
            new(normalized_shape, eps, elementwise_affine, bias, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.GroupNorm"/>
        public static GroupNorm GroupNorm(
            long num_groups, long num_channels, double eps = 1e-5, bool affine = true, Device? device = null, ScalarType? dtype = null) =>
            new(num_groups, num_channels, eps, affine, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.InstanceNorm1d"/>
        public static InstanceNorm1d InstanceNorm1d(
            long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = false, bool track_running_stats = false,
            Device? device = null, ScalarType? dtype = null) =>
            new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.InstanceNorm2d"/>
        public static InstanceNorm2d InstanceNorm2d(
            long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = false, bool track_running_stats = false,
            Device? device = null, ScalarType? dtype = null) =>
            new(num_features, eps, momentum, affine, track_running_stats, device, dtype);

        /// <inheritdoc cref="TorchSharp.Modules.InstanceNorm3d"/>
        public static InstanceNorm3d InstanceNorm3d(
            long num_features, double eps = 1e-5, double momentum = 0.1, bool affine = false, bool track_running_stats = false,
            Device? device = null, ScalarType? dtype = null) =>
            new(num_features, eps, momentum, affine, track_running_stats, device, dtype);
    }
}
