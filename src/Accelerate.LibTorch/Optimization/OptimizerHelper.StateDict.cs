using TorchSharp.Optimization;

namespace TorchSharp.Modules;

public abstract partial class OptimizerHelper
{
    private const int LayoutVersion = 1;

    /// <summary>The options and states, by reference.</summary>
    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            dictionary.Options.Add(group.Options);
            var indexes = new List<int>();
            foreach (var state in StatesOf(group))
                if (state is not null)
                {
                    indexes.Add(dictionary.State.Count);
                    dictionary.State.Add(state);
                }
            dictionary.StateIndexRef.Add(indexes);
        }
        return dictionary;
    }

    /// <summary>Takes over copies of the options and states of an optimizer with groups of the same sizes.</summary>
    /// <exception cref="ArgumentException">The dictionary does not fit; nothing was changed.</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        ArgumentNullException.ThrowIfNull(state_dict);
        var own = this.state_dict();
        RequireSameGroups(own, state_dict);
        for (var i = 0; i < own.State.Count; i++)
            own.State[i].RequireFit(state_dict.State[i]);
        for (var i = 0; i < own.Options.Count; i++)
            own.Options[i].LoadStateDict(state_dict.Options[i]);
        for (var i = 0; i < own.State.Count; i++)
            own.State[i].LoadStateDict(state_dict.State[i]);
    }

    /// <summary>
    /// Writes the state: the name of the optimizer's type (a .NET string), the layout's version (an int32, 1), the
    /// number of groups (an int32), for each group the number of its parameters (an int32), then the options of each
    /// group and the state of each parameter, each a sequence of tagged values.
    /// </summary>
    public void save_state_dict(BinaryWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        var dictionary = state_dict();
        writer.Write(GetType().Name);
        writer.Write(LayoutVersion);
        writer.Write(dictionary.Options.Count);
        foreach (var indexes in dictionary.StateIndexRef)
            writer.Write(indexes.Count);
        foreach (var options in dictionary.Options)
            options.SaveStateDict(writer);
        foreach (var state in dictionary.State)
            state.SaveStateDict(writer);
        writer.Flush();
    }

    /// <summary>Writes the state to a file, which a failure leaves as it was.</summary>
    public void save_state_dict(string location)
    {
        var temporary = location + ".tmp";
        using (var writer = new BinaryWriter(File.Create(temporary)))
            save_state_dict(writer);
        File.Move(temporary, location, overwrite: true);
    }

    /// <summary>Reads what <see cref="save_state_dict(BinaryWriter)"/> wrote.</summary>
    /// <exception cref="InvalidDataException">The data does not fit this optimizer; nothing was changed.</exception>
    public void load_state_dict(BinaryReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var own = state_dict();
        var options = new List<OptimizerOptions>();
        var states = new List<object?[]>();
        try
        {
            ReadHeader(reader, own);
            foreach (var current in own.Options)
            {
                var read = current.Clone();
                read.LoadStateDict(reader);
                read.Validate();
                options.Add(read);
            }
            foreach (var state in own.State)
                if (state.Values is not null)
                    states.Add(state.ReadValues(reader));
                else
                    state.LoadStateDict(reader);
        }
        catch (Exception error)
        {
            foreach (var values in states)
                SavedValues.DisposeTensors(values);
            if (error is IOException and not EndOfStreamException or ObjectDisposedException)
                throw;
            var reason = error is EndOfStreamException ? "It ends too early." : error.Message;
            throw new InvalidDataException($"This is not the saved state of this {GetType().Name}. {reason}", error);
        }
        for (var i = 0; i < options.Count; i++)
            own.Options[i].LoadStateDict(options[i]);
        var next = 0;
        foreach (var state in own.State)
            if (state.Values is not null)
                state.TakeValues(states[next++]);
    }

    /// <inheritdoc cref="load_state_dict(BinaryReader)"/>
    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    private void ReadHeader(BinaryReader reader, StateDictionary own)
    {
        var name = reader.ReadString();
        if (name != GetType().Name)
            throw new InvalidDataException($"It starts with '{(name.Length > 40 ? name[..40] + "…" : name)}'.");
        var version = reader.ReadInt32();
        if (version != LayoutVersion)
            throw new InvalidDataException($"It has layout version {version}; this library reads version {LayoutVersion}.");
        var groups = reader.ReadInt32();
        if (groups != own.Options.Count)
            throw new InvalidDataException($"It has {groups} parameter groups, the optimizer {own.Options.Count}.");
        for (var i = 0; i < groups; i++)
        {
            var count = reader.ReadInt32();
            if (count != own.StateIndexRef[i].Count)
                throw new InvalidDataException($"Its group {i} has {count} parameters, the optimizer's {own.StateIndexRef[i].Count}.");
        }
    }

    private void RequireSameGroups(StateDictionary own, StateDictionary other)
    {
        if (own.Options.Count != other.Options.Count)
            throw new ArgumentException($"The state has {other.Options.Count} parameter groups, the optimizer {own.Options.Count}.");
        for (var i = 0; i < own.Options.Count; i++)
        {
            if (own.Options[i].GetType() != other.Options[i].GetType())
                throw new ArgumentException($"The state is that of another optimizer ({other.Options[i].GetType()}); this is {GetType().Name}.");
            if (own.StateIndexRef[i].Count != other.StateIndexRef[i].Count)
                throw new ArgumentException(
                    $"Group {i} of the state has {other.StateIndexRef[i].Count} parameters, the optimizer's {own.StateIndexRef[i].Count}.");
        }
    }
}
