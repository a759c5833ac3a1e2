using System.Runtime.InteropServices;
using Accelerate.Native;

namespace TorchSharp;

/// <summary>
/// A tensor with indices applied by PyTorch's rules: integers, slices, new dimensions and the ellipsis make a view;
/// tensors and Booleans are kept aside, each for its dimension of the view, for the gathering or scattering operator,
/// which puts the gathered dimensions in place if they are adjacent and first otherwise.
/// </summary>
internal sealed unsafe class IndexedView : IDisposable
{
    private static readonly Operator s_select = new("aten::select", "int");
    private static readonly Operator s_slice = new("aten::slice", "Tensor");
    private static readonly Operator s_unsqueeze = new("aten::unsqueeze");
    private static readonly Operator s_alias = new("aten::alias");
    private static readonly Operator s_index = new("aten::index", "Tensor");
    private static readonly Operator s_indexPut = new("aten::index_put_");
    private static readonly Operator s_copy = new("aten::copy_");
    private static readonly Operator s_add = new("aten::add_", "Tensor");
    private static readonly Operator s_reshape = new("aten::reshape");

    private readonly torch.Tensor _self;
    private readonly torch.TensorIndex[] _indices;
    private readonly nint _original;
    private readonly List<torch.Tensor> _made = [];

    // One entry for each dimension that a slice or a tensor covers, zero for a whole one; a mask has one entry for all of its dimensions.
    private readonly List<nint> _positions = [];

    private nint _view;
    private long _dimension;
    private bool _gathers;

    internal IndexedView(torch.Tensor self, torch.TensorIndex[] indices)
    {
        ArgumentNullException.ThrowIfNull(indices);
        _self = self;
        _indices = indices;
        _view = _original = self.Handle;
        var left = self.dim() - CountCovered();
        try
        {
            foreach (var index in indices)
                Apply(index, left);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    private bool OwnsView => _view != _original;

    internal torch.Tensor Get()
    {
        nint result;
        if (_gathers)
        {
            fixed (nint* positions = CollectionsMarshal.AsSpan(_positions))
                result = s_index.InvokeTensor([NativeValue.FromTensor(_view), NativeValue.FromTensorList(positions, _positions.Count)]);
        }
        else
        {
            result = s_alias.InvokeTensor([NativeValue.FromTensor(_view)]);
        }

        KeepAlive();
        return torch.Tensor.Adopt(result);
    }

    /// <summary>Writes a value, broadcast and converted to the tensor's type, to the indexed places, or adds it to them.</summary>
    internal void Set(torch.Tensor value, bool accumulate)
    {
        ArgumentNullException.ThrowIfNull(value);
        var source = WithoutLeadingOnes(Convert(value)).Handle;
        if (_gathers)
        {
            fixed (nint* positions = CollectionsMarshal.AsSpan(_positions))
            {
                s_indexPut.Invoke([
                    NativeValue.FromTensor(_view), NativeValue.FromTensorList(positions, _positions.Count),
                    NativeValue.FromTensor(source), NativeValue.FromBool(accumulate)]);
            }
        }
        else
        {
            (accumulate ? s_add : s_copy).Invoke([NativeValue.FromTensor(_view), NativeValue.FromTensor(source)]);
        }

        GC.KeepAlive(value);
        KeepAlive();
    }

    public void Dispose()
    {
        if (OwnsView) NativeTensor.Free(_view);
        _view = _original;
        foreach (var tensor in _made) tensor.Dispose();
        _made.Clear();
    }

    private long CountCovered()
    {
        var covered = 0L;
        var ellipses = 0;
        foreach (var index in _indices)
        {
            covered += index.Kind switch
            {
                torch.TensorIndex.IndexKind.Integer or torch.TensorIndex.IndexKind.Slice => 1,
                torch.TensorIndex.IndexKind.Tensor when IsMask(index.Values!) => index.Values!.dim(),
                torch.TensorIndex.IndexKind.Tensor => 1,
                _ => 0,
            };
            if (index.Kind == torch.TensorIndex.IndexKind.Ellipsis) ellipses++;
        }

        if (ellipses > 1)
            throw new TorchIndexException($"The index has {ellipses} ellipses. It can have one.");
        if (covered > _self.dim())
            throw new TorchIndexException($"There are too many indices: they cover {covered} dimensions, but the tensor has {_self.dim()}.");
        return covered;
    }

    private void Apply(torch.TensorIndex index, long left)
    {
        switch (index.Kind)
        {
            case torch.TensorIndex.IndexKind.Integer:
                Select(index.Start!.Value);
                break;
            case torch.TensorIndex.IndexKind.Slice:
                if (index is not { Start: null or 0, Stop: null, Step: 1 })
                    Replace(s_slice.InvokeTensor([
                        NativeValue.FromTensor(_view), NativeValue.FromInt64(_dimension),
                        OperatorArgument.Of(index.Start), OperatorArgument.Of(index.Stop), NativeValue.FromInt64(index.Step)]));
                Cover(0, 1);
                break;
            case torch.TensorIndex.IndexKind.NewDimension:
                Unsqueeze();
                Cover(0, 1);
                break;
            case torch.TensorIndex.IndexKind.Ellipsis:
                for (var i = 0L; i < left; i++) Cover(0, 1);
                break;
            case torch.TensorIndex.IndexKind.Boolean:
                ApplyBoolean(index.Start == 1);
                break;
            default:
                ApplyTensor(index.Values!);
                break;
        }
    }

    // A Boolean is a mask of no dimensions: it selects all of the tensor, once or not at all.
    private void ApplyBoolean(bool value)
    {
        Unsqueeze();
        Gather(Keep(TensorFactory.Create<long>(value ? [0] : [], [value ? 1 : 0], null, _self.device)), 1);
    }

    private void ApplyTensor(torch.Tensor tensor)
    {
        if (IsMask(tensor))
        {
            if (tensor.dim() == 0) ApplyBoolean(tensor.ToBoolean());
            else Gather(As(tensor, torch.ScalarType.Bool), tensor.dim());
        }
        else if (tensor.dim() == 0 && tensor.is_integral())
        {
            Select(tensor.ToInt64());
        }
        else
        {
            Gather(tensor.is_integral() ? As(tensor, torch.ScalarType.Int64) : tensor, 1);
        }
    }

    private static bool IsMask(torch.Tensor tensor) => tensor.dtype is torch.ScalarType.Bool or torch.ScalarType.Byte;

    private void Select(long position) =>
        Replace(s_select.InvokeTensor([NativeValue.FromTensor(_view), NativeValue.FromInt64(_dimension), NativeValue.FromInt64(position)]));

    private void Unsqueeze() => Replace(s_unsqueeze.InvokeTensor([NativeValue.FromTensor(_view), NativeValue.FromInt64(_dimension)]));

    private void Gather(torch.Tensor positions, long dimensions)
    {
        _gathers = true;
        Cover(positions.Handle, dimensions);
    }

    private void Cover(nint positions, long dimensions)
    {
        _positions.Add(positions);
        _dimension += dimensions;
    }

    private void Replace(nint view)
    {
        if (OwnsView) NativeTensor.Free(_view);
        _view = view;
    }

    private torch.Tensor Convert(torch.Tensor value)
    {
        if (!_gathers || (value.dtype == _self.dtype && value.device_type == _self.device_type)) return value;
        return Keep(value.to(_self.dtype, _self.device));
    }

    private torch.Tensor WithoutLeadingOnes(torch.Tensor value)
    {
        var sizes = value.shape;
        var ones = 0;
        while (ones < sizes.Length && sizes[ones] == 1) ones++;
        if (ones == 0) return value;
        fixed (long* rest = sizes)
            return Keep(torch.Tensor.Adopt(s_reshape.InvokeTensor([
                NativeValue.FromTensor(value.Handle), NativeValue.FromInt64List(rest + ones, sizes.Length - ones)])));
    }

    private torch.Tensor As(torch.Tensor tensor, torch.ScalarType type) => tensor.dtype == type ? tensor : Keep(tensor.to(type));

    private torch.Tensor Keep(torch.Tensor tensor)
    {
        _made.Add(tensor);
        return tensor;
    }

    private void KeepAlive()
    {
        GC.KeepAlive(_self);
        GC.KeepAlive(_indices);
        GC.KeepAlive(_made);
    }
}
