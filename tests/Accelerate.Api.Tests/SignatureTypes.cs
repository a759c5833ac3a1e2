using System.Collections.Immutable;
using System.Reflection.Metadata;

namespace Accelerate.Api.Tests;

/// <summary>Writes the types of metadata signatures as the listing does.</summary>
internal sealed class SignatureTypes(string frontEndName) : ISignatureTypeProvider<SignatureType, GenericNames>
{
    public SignatureType GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        switch (type.ResolutionScope.Kind)
        {
            case HandleKind.TypeReference:
                var outer = GetTypeFromReference(reader, (TypeReferenceHandle)type.ResolutionScope, rawTypeKind);
                return Named($"{outer.FullName}+{name}", outer.IsFrontEnd);
            case HandleKind.AssemblyReference:
                var assembly = reader.GetAssemblyReference((AssemblyReferenceHandle)type.ResolutionScope);
                return Named(Qualified(reader, type.Namespace, name), reader.StringComparer.Equals(assembly.Name, frontEndName));
            default:
                return Named(Qualified(reader, type.Namespace, name), isFrontEnd: false);
        }
    }

    public SignatureType GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind)
    {
        var type = reader.GetTypeDefinition(handle);
        var name = reader.GetString(type.Name);
        return type.GetDeclaringType() is { IsNil: false } outer
            ? Named($"{GetTypeFromDefinition(reader, outer, rawTypeKind).FullName}+{name}", isFrontEnd: false)
            : Named(Qualified(reader, type.Namespace, name), isFrontEnd: false);
    }

    public SignatureType GetTypeFromSpecification(MetadataReader reader, GenericNames genericContext, TypeSpecificationHandle handle, byte rawTypeKind) =>
        reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

    public SignatureType GetPrimitiveType(PrimitiveTypeCode typeCode) => Named($"System.{typeCode}", isFrontEnd: false);

    public SignatureType GetGenericInstantiation(SignatureType genericType, ImmutableArray<SignatureType> typeArguments) =>
        genericType with { Notation = TypeNotation.Named(genericType.FullName, [.. typeArguments.Select(argument => argument.Notation)]) };

    public SignatureType GetArrayType(SignatureType elementType, ArrayShape shape) => Plain(TypeNotation.Array(elementType.Notation, shape.Rank));

    public SignatureType GetSZArrayType(SignatureType elementType) => Plain(TypeNotation.Array(elementType.Notation, 1));

    public SignatureType GetByReferenceType(SignatureType elementType) => elementType;

    public SignatureType GetPinnedType(SignatureType elementType) => elementType;

    public SignatureType GetModifiedType(SignatureType modifier, SignatureType unmodifiedType, bool isRequired) => unmodifiedType;

    public SignatureType GetPointerType(SignatureType elementType) => Plain(elementType.Notation + "*");

    public SignatureType GetFunctionPointerType(MethodSignature<SignatureType> signature) => Plain("delegate*");

    public SignatureType GetGenericTypeParameter(GenericNames genericContext, int index) => Plain(genericContext.TypeParameter(index));

    public SignatureType GetGenericMethodParameter(GenericNames genericContext, int index) => Plain(genericContext.MethodParameter(index));

    private static SignatureType Named(string fullName, bool isFrontEnd) => new(TypeNotation.Named(fullName, []), fullName, isFrontEnd);

    private static SignatureType Plain(string notation) => new(notation, notation, IsFrontEnd: false);

    private static string Qualified(MetadataReader reader, StringHandle @namespace, string name) =>
        @namespace.IsNil ? name : $"{reader.GetString(@namespace)}.{name}";
}
