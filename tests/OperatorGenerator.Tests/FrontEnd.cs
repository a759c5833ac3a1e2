namespace Accelerate.OperatorGenerator.Tests;

/// <summary>Declarations of what emitted code refers to.</summary>
internal static class FrontEnd
{
    public const string Source = """
        #pragma warning disable CS8981
        global using System.Linq;

        namespace Accelerate.Native
        {
            public readonly struct NativeValue
            {
                public static NativeValue None => default;
                public static NativeValue Default => default;
                public bool Bool => false;
                public long Int64 => 0;
                public double Double => 0;
                public nint Pointer => 0;
            }

            public sealed class Operator(string name, string overload = "")
            {
                public string Name => name + overload;
                public nint InvokeTensor(System.ReadOnlySpan<NativeValue> arguments) => 0;
                public nint[] InvokeTensorList(System.ReadOnlySpan<NativeValue> arguments) => [];
                public void Invoke(System.ReadOnlySpan<NativeValue> arguments) { }
                public void Invoke(System.ReadOnlySpan<NativeValue> arguments, System.Span<NativeValue> results) { }
            }
        }

        namespace TorchSharp
        {
            using System;
            using System.Collections.Generic;
            using Accelerate.Native;

            public sealed class Scalar;

            public static partial class torch
            {
                public enum ScalarType { Float32, Int64 }
                public sealed class Device;
                public sealed class Generator;

                public partial class Tensor
                {
                    public nint Handle => 0;
                    public Tensor requires_grad_(bool requires_grad) => this;
                    internal static Tensor Adopt(nint handle) => new();
                }

                public static partial class nn
                {
                    public enum Reduction { None, Mean, Sum }
                    public static partial class functional;
                }
            }

            internal static class OperatorArgument
            {
                public static NativeValue Of(torch.Tensor? value) => default;
                public static NativeValue Of(Scalar? value) => default;
                public static NativeValue Of(long? value) => default;
                public static NativeValue Of(double? value) => default;
                public static NativeValue Of(bool? value) => default;
                public static NativeValue Of(torch.ScalarType? value) => default;
                public static NativeValue Of(torch.Device? value) => default;
                public static NativeValue Of(torch.Generator? value) => default;
                public static nint[] HandlesOf(IEnumerable<torch.Tensor?>? tensors) => [];
            }

            internal static unsafe class OperatorLists
            {
                public static NativeValue Of(long* items, long[]? list) => default;
                public static NativeValue Of(long* items, ReadOnlySpan<long> list) => default;
                public static NativeValue Of(double* items, double[]? list) => default;
                public static NativeValue Of(bool* items, bool[]? list) => default;
                public static NativeValue Of(byte* items, byte[]? utf8) => default;
                public static NativeValue Of(nint* items, torch.Tensor[] tensors) => default;
                public static byte[]? Utf8(string? text) => null;
                public static torch.Tensor[] Array(IEnumerable<torch.Tensor> tensors) => [];
                public static torch.Tensor[] Array(torch.Tensor[] tensors) => tensors;
                public static torch.Tensor[] Array(ReadOnlySpan<torch.Tensor> tensors) => [];
                public static torch.Tensor[] Adopt(nint[] handles) => [];
            }
        }
        """;
}
