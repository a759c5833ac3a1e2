using Microsoft.CodeAnalysis;

namespace Accelerate.Analyzers;

/// <summary>The types that rules ask about, found once per compilation.</summary>
public sealed class KnownTypes
{
    private readonly Compilation _compilation;

    private KnownTypes(Compilation compilation, INamedTypeSymbol accelerator)
    {
        _compilation = compilation;
        Accelerator = accelerator;
        Tensor = compilation.GetTypeByMetadataName("TorchSharp.torch+Tensor");
        Autograd = compilation.GetTypeByMetadataName("TorchSharp.torch+autograd");
        AcceleratedTraining = compilation.GetTypeByMetadataName(Accelerate.Roles.RoleParser.AttributeName);
        TrainingStep = compilation.GetTypeByMetadataName("Accelerate.TrainingStepAttribute");
    }

    public INamedTypeSymbol Accelerator { get; }

    public INamedTypeSymbol? Tensor { get; }

    public INamedTypeSymbol? Autograd { get; }

    public INamedTypeSymbol? AcceleratedTraining { get; }

    public INamedTypeSymbol? TrainingStep { get; }

    /// <summary>The known types of a compilation, or null if it does not reference Accelerate.</summary>
    public static KnownTypes? Find(Compilation compilation) =>
        compilation.GetTypeByMetadataName("Accelerate.Accelerator") is { } accelerator ? new(compilation, accelerator) : null;

    /// <summary>A type that only one rule needs. Ask for it when the compilation starts, not for each piece of code.</summary>
    public INamedTypeSymbol? Get(string metadataName) => _compilation.GetTypeByMetadataName(metadataName);

    public bool IsAccelerator(ITypeSymbol? type) => SymbolEqualityComparer.Default.Equals(type, Accelerator);
}
