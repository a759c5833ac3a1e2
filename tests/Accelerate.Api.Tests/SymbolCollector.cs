using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Accelerate.Api.Tests;

/// <summary>Reads from an assembly's metadata which types and members of another assembly, the front end, it uses.</summary>
internal sealed class SymbolCollector(Assembly frontEnd)
{
    private const BindingFlags Everything =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.FlattenHierarchy;

    private readonly string frontEndName = frontEnd.GetName().Name!;

    /// <returns>Types and members of the front end. What cannot be found in it is an error of the collector and throws.</returns>
    public IReadOnlyCollection<MemberInfo> Collect(string assemblyPath)
    {
        using var file = new PEReader(File.OpenRead(assemblyPath));
        var reader = file.GetMetadataReader();
        var types = new SignatureTypes(frontEndName);
        var symbols = new HashSet<MemberInfo>();

        foreach (var handle in reader.TypeReferences)
        {
            var type = types.GetTypeFromReference(reader, handle, rawTypeKind: 0);
            if (type.IsFrontEnd)
                symbols.Add(Find(type.FullName));
        }
        foreach (var handle in reader.MemberReferences)
        {
            var reference = reader.GetMemberReference(handle);
            SignatureType? parent = reference.Parent.Kind switch
            {
                HandleKind.TypeReference => types.GetTypeFromReference(reader, (TypeReferenceHandle)reference.Parent, rawTypeKind: 0),
                HandleKind.TypeSpecification => reader.GetTypeSpecification((TypeSpecificationHandle)reference.Parent)
                    .DecodeSignature(types, GenericNames.Positions),
                _ => null,
            };
            if (parent is not { IsFrontEnd: true })
                continue;
            var type = Find(parent.FullName);
            if (!TypeNotation.IsDelegate(type))
                symbols.Add(Find(type, reader, reference, types));
        }
        return symbols;
    }

    private Type Find(string fullName) =>
        frontEnd.GetType(fullName) ?? throw new InvalidOperationException($"{frontEndName} has no type {fullName}.");

    private static MemberInfo Find(Type type, MetadataReader reader, MemberReference reference, SignatureTypes types)
    {
        var name = reader.GetString(reference.Name);
        var isField = reference.GetKind() == MemberReferenceKind.Field;
        foreach (var candidate in type.GetMember(name, Everything))
            if (isField ? Fits((candidate as FieldInfo), reference, types) : Fits(candidate as MethodBase, reference, types))
                return PropertyOf(candidate) ?? candidate;
        throw new InvalidOperationException($"{TypeNotation.Of(type)} has no {name} of the signature that is used.");
    }

    private static bool Fits(FieldInfo? field, MemberReference reference, SignatureTypes types) =>
        field is not null && TypeNotation.Of(field.FieldType) == reference.DecodeFieldSignature(types, GenericNames.Of(field)).Notation;

    private static bool Fits(MethodBase? method, MemberReference reference, SignatureTypes types)
    {
        if (method is null)
            return false;
        var signature = reference.DecodeMethodSignature(types, GenericNames.Of(method));
        var arity = method.IsGenericMethodDefinition ? method.GetGenericArguments().Length : 0;
        var returns = method is MethodInfo { ReturnType: var type } ? TypeNotation.Of(type) : "void";
        return signature.GenericParameterCount == arity
            && signature.ReturnType.Notation == returns
            && signature.ParameterTypes.Select(parameter => parameter.Notation)
                .SequenceEqual(method.GetParameters().Select(parameter => TypeNotation.Of(parameter.ParameterType)));
    }

    private static PropertyInfo? PropertyOf(MemberInfo member) =>
        member is MethodInfo { IsSpecialName: true } method
            ? method.DeclaringType!.GetProperties(Everything).FirstOrDefault(property => MemberNotation.Accessors(property).Contains(method))
            : null;
}
