using Accelerate.Native;
using TorchSharp;
using static TorchSharp.torch;

namespace Accelerate;

/// <summary>A model's state dictionary with its tied tensors found: those that are the same memory under several names.</summary>
internal sealed class ModelState
{
    private readonly Dictionary<string, string> _first = [];

    public ModelState(nn.Module model)
    {
        Tensors = model.state_dict();
        var seen = new Dictionary<(nint, nint, string), string>();
        foreach (var (name, tensor) in Tensors)
        {
            if (tensor.numel() == 0 || tensor.device_type == DeviceType.META || NativeTensor.Describe(tensor.Handle).Layout != 0)
            {
                _first.Add(name, name);
                continue;
            }
            var layout = $"{tensor.dtype} {string.Join(',', tensor.shape)} {string.Join(',', tensor.stride())}";
            var key = (NativeTensor.StorageKey(tensor.Handle), NativeTensor.DataPointer(tensor.Handle), layout);
            seen.TryAdd(key, name);
            _first.Add(name, seen[key]);
        }
    }

    /// <summary>Every tensor by name; live, not copies.</summary>
    public Dictionary<string, Tensor> Tensors { get; }

    /// <summary>The tensors without those that are tied to an earlier one.</summary>
    public IEnumerable<KeyValuePair<string, Tensor>> Distinct => Tensors.Where(pair => FirstNameOf(pair.Key) == pair.Key);

    /// <summary>The first of the names of the memory that a name stands for.</summary>
    public string FirstNameOf(string name) => _first[name];
}
