namespace Accelerate;

/// <summary>One call of a collective on one rank.</summary>
/// <param name="Name">What it is called, as in "all-reduce".</param>
/// <param name="Number">How manieth of the group it is, from 1; 0 where it is not counted. Sends and receives, which not all ranks take part in, are counted apart.</param>
/// <param name="Site">Where it was called, if that is known.</param>
/// <param name="Peer">The one rank that it waits for; negative where that is all of them.</param>
/// <param name="Subject">The tensor that it is about, if any.</param>
/// <param name="Parameter">The operation or the rank that it is called with.</param>
/// <param name="RowsMayDiffer">Whether the first dimension of the tensor is each rank's own affair.</param>
internal readonly record struct Collective(
    string Name, long Number, CallSite Site, int Peer = -1, TorchSharp.torch.Tensor? Subject = null, int Parameter = 0, bool RowsMayDiffer = false)
{
    public override string ToString() => $"{Name}{(Number > 0 ? $" #{Number}" : "")}{Site.Mention}";
}
