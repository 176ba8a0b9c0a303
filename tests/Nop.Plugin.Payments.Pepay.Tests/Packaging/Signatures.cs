using System.Reflection;
using System.Runtime.CompilerServices;

namespace Nop.Plugin.Payments.Pepay.Tests.Packaging;

/// <summary>Public and protected members of a type, written as the list writes them, without default values and constraints.</summary>
internal static class Signatures
{
    private const BindingFlags Declared = BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    private static readonly Dictionary<Type, string> Keywords = new()
    {
        [typeof(bool)] = "bool", [typeof(int)] = "int", [typeof(long)] = "long", [typeof(decimal)] = "decimal",
        [typeof(string)] = "string", [typeof(object)] = "object", [typeof(void)] = "void",
    };

    public static IEnumerable<string> Of(Type type)
    {
        if (type.IsEnum)
            return Enum.GetNames(type).Select(name => $"{name} = {(int)Enum.Parse(type, name)}");
        if (typeof(Delegate).IsAssignableFrom(type))
            return [Of(type.GetMethod("Invoke")!, type.Name)];
        return [.. Constants(type), .. Constructors(type), .. Properties(type), .. Methods(type)];
    }

    private static IEnumerable<string> Constants(Type type) => type.GetFields(Declared)
        .Where(static field => field.IsPublic).Select(static field => $"const {Name(field.FieldType)} {field.Name} = \"{field.GetRawConstantValue()}\"");

    private static IEnumerable<string> Constructors(Type type) => type.GetConstructors(Declared)
        .Where(static constructor => !constructor.IsStatic && IsVisible(constructor) && !IsCopy(constructor))
        .Select(constructor => constructor.GetParameters().Length == 0 && constructor.IsPublic && !HasNamedConstructor(type)
            ? "ctor()"
            : $"{type.Name.Split('`')[0]}({Parameters(constructor)})");

    // The list writes a public parameterless constructor in one of two ways.
    private static bool HasNamedConstructor(Type type) => MemberList.Read().Find(type) is { } listed && listed.Has($" {type.Name}();");

    private static IEnumerable<string> Properties(Type type) => type.GetProperties(Declared)
        .Where(static property => property.Name != "EqualityContract" && property.GetMethod is { } get && IsVisible(get))
        .Select(static property => $"{Name(property.PropertyType)} {NameOf(property)} {{ get; {(property.SetMethod is { IsPublic: true } ? "set; " : "")}}}");

    private static string NameOf(PropertyInfo property) => property.GetIndexParameters() is [var index] ? $"this[{Name(index.ParameterType)} {index.Name}]" : property.Name;

    private static IEnumerable<string> Methods(Type type) => type.GetMethods(Declared)
        .Where(static method => IsVisible(method) && !method.IsSpecialName && method.GetCustomAttribute<CompilerGeneratedAttribute>() is null && !method.Name.StartsWith('<'))
        .Select(static method => Of(method, method.Name));

    private static string Of(MethodInfo method, string name)
    {
        var generic = method.IsGenericMethod ? $"<{string.Join(", ", method.GetGenericArguments().Select(Name))}>" : "";
        return $"{Name(method.ReturnType)} {name}{generic}({Parameters(method)})";
    }

    private static string Parameters(MethodBase method) => string.Join(", ", method.GetParameters().Select((parameter, i) =>
        $"{(i == 0 && method.IsDefined(typeof(ExtensionAttribute)) ? "this " : "")}{Name(parameter.ParameterType)} {parameter.Name}"));

    private static string Name(Type type)
    {
        if (Keywords.TryGetValue(type, out var keyword))
            return keyword;
        if (Nullable.GetUnderlyingType(type) is { } value)
            return Name(value) + "?";
        if (type.IsArray)
            return Name(type.GetElementType()!) + "[]";
        var name = type is { IsNested: true, IsGenericParameter: false } ? $"{type.DeclaringType!.Name}.{type.Name}" : type.Name;
        return type.IsGenericType ? $"{name.Split('`')[0]}<{string.Join(", ", type.GetGenericArguments().Select(Name))}>" : name;
    }

    private static bool IsVisible(MethodBase method) => method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly;

    private static bool IsCopy(ConstructorInfo constructor) =>
        constructor.GetParameters() is [var only] && only.ParameterType == constructor.DeclaringType;
}
