using Accelerate.Roles;

namespace Accelerate.Generators;

/// <summary>Writes the members of a <c>[Batch]</c> type.</summary>
internal static class BatchEmitter
{
    public static string Emit(BatchModel batch) => TypeEmitter.Emit(batch.Type, $" : global::Accelerate.IBatch<{batch.Type.Name}>", writer =>
    {
        var isFirst = true;
        Method("To", "The batch on a device: each tensor moved, everything else as it is.",
            "global::TorchSharp.torch.Device device, bool nonBlocking", ".to(device, non_blocking: nonBlocking)", ".To(device, nonBlocking)");
        Method("Map", "A copy with another tensor in the place of each; everything else as it is.",
            "global::System.Func<global::TorchSharp.torch.Tensor, global::TorchSharp.torch.Tensor> map", "map({0})", ".Map(map)");
        Method("Slice", "Some of the samples, as views.",
            "long start, long count", ".narrow(0, start, count)", ".Slice(start, count)");
        Method("PadTo", "The batch with at least a number of samples: what is missing is filled up with its own, from the first on.",
            "long count", "global::Accelerate.BatchRows.PadTo({0}, count)", ".PadTo(count)");
        Whole("Gather", "The batches of all processes one after another, without the samples that only fill up a last batch.",
            $"{batch.Type.Name} Gather(global::Accelerate.Accelerator accelerator)", "accelerator.GatherForMetrics(this)");
        Whole("Concatenate", "The samples of several batches one after another, in one batch; what is no tensor is that of the first.",
            $"static {batch.Type.Name} Concatenate(global::System.Collections.Generic.IReadOnlyList<{batch.Type.Name}> batches)", "global::Accelerate.BatchRows.Concatenate(batches)");
        Dispose();

        void Method(string name, string summary, string parameters, string onTensor, string onBatch)
        {
            if (!Begin(name, summary))
                return;
            writer.Open($"public {batch.Type.Name} {name}({parameters}) => this with");
            foreach (var member in batch.Members)
            {
                var dot = member.IsNullable ? "?" : "";
                var value = member.IsBatch ? $"{member.Name}{dot}{onBatch}"
                    : onTensor[0] == '.' ? $"{member.Name}{dot}{onTensor}"
                    : (member.IsNullable ? $"{member.Name} is null ? null : " : "") + onTensor.Replace("{0}", member.Name);
                writer.Line($"{member.Name} = {value},");
            }
            writer.Close("};");
        }

        void Whole(string name, string summary, string declaration, string value)
        {
            if (Begin(name, summary))
                writer.Line($"public {declaration} => {value};");
        }

        void Dispose()
        {
            if (!Begin("Dispose", "Disposes the tensors."))
                return;
            writer.Open("public void Dispose()");
            foreach (var member in batch.Members)
                writer.Line($"{member.Name}{(member.IsNullable ? "?" : "")}.Dispose();");
            writer.Close();
        }

        bool Begin(string name, string summary)
        {
            if (batch.Declared.Contains(name))
                return false;
            if (!isFirst)
                writer.Line();
            isFirst = false;
            writer.Line($"/// <summary>{summary}</summary>");
            writer.Line(TypeEmitter.Mark);
            return true;
        }
    });
}
