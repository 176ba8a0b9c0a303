using Pepay.Generator.Model;
using Pepay.Generator.Naming;

namespace Pepay.Generator.Reading.Schemas;

/// <summary>
/// Gives every schema its C# type. Types are declared, with their final names, when the first use of a schema asks for them; their bodies
/// are read afterwards from a queue, so recursive schemas need no special care.
/// </summary>
internal sealed class TypeResolver
{
    private readonly ReadContext context;
    private readonly ShapeReader shapes;
    private readonly string prefix;
    private readonly NameScope names;
    private readonly Dictionary<SpecNode, string> components = [];
    private readonly Dictionary<SpecNode, TypeDeclaration> declared = [];
    private readonly Dictionary<SpecNode, TypeRef> aliases = [];
    private readonly Queue<TypeDeclaration> pending = new();
    private readonly List<TypeDeclaration> topLevel = [];
    private int depth;

    public TypeResolver(ReadContext context, ShapeReader shapes, string ns, NameScope names)
    {
        this.context = context;
        this.shapes = shapes;
        this.names = names;
        prefix = "global::" + ns + ".";
    }

    public IReadOnlyList<TypeDeclaration> TopLevel => topLevel;

    /// <summary>Makes a schema known under its own name, so that its first use does not name it.</summary>
    public void AddComponent(string name, SpecNode schema)
    {
        if (!components.ContainsKey(schema))
            components[schema] = NeedsType(schema) ? names.Reserve(Identifiers.Pascal(name)) : Identifiers.Pascal(name);
    }

    public bool TryNext(out TypeDeclaration declaration)
    {
        declaration = pending.Count > 0 ? pending.Dequeue() : null!;
        return declaration is not null;
    }

    /// <summary>
    /// Declares the record of an event. Its body is read by whoever asks for it. An inline payload has no other record; a payload that is a
    /// component keeps its own, and shares the types nested there.
    /// </summary>
    public TypeDeclaration DeclareEvent(string name, SpecNode payload)
    {
        Resolve(References.IsReference(payload) ? payload : null, null, new TypeHint(name));
        var declaration = new TypeDeclaration(name, prefix + name, ShapeKind.Record, payload);
        topLevel.Add(declaration);
        if (!References.IsReference(payload) && !declared.ContainsKey(payload))
            declared[payload] = declaration;
        return declaration;
    }

    /// <summary>Declares the record of an event that has its payload in it.</summary>
    public TypeDeclaration DeclareAround(string name, SpecNode payload)
    {
        var declaration = new TypeDeclaration(name, prefix + name, ShapeKind.Record, payload);
        topLevel.Add(declaration);
        return declaration;
    }

    /// <param name="schema">The schema; null means any JSON.</param>
    /// <param name="owner">The type in which a type for it is nested; null for a type of its own.</param>
    /// <param name="hint">The name that such a type would have.</param>
    public TypeRef Resolve(SpecNode? schema, TypeDeclaration? owner, TypeHint hint)
    {
        if (schema is null)
            return TypeRef.Json;
        if (components.TryGetValue(schema, out var name))
        {
            owner = null;
            hint = new TypeHint(name);
        }
        else if (schema.TextOf("$ref") is { Length: > 0 } reference && reference[0] != '#')
        {
            // What another file calls it, so that its name does not depend on who needs it first.
            owner = null;
            hint = new TypeHint(Identifiers.Pascal(References.NameOf(reference)));
        }

        if (depth >= SpecFile.MaxDepth)
            return TypeRef.Json;
        depth++;
        var shape = shapes.Get(schema);
        var type = shape.Kind switch
        {
            ShapeKind.Any => TypeRef.Json,
            ShapeKind.Scalar => shape.Scalar!,
            ShapeKind.Alias => Resolve(shape.Target, owner, hint),
            ShapeKind.List or ShapeKind.Map => Container(schema, shape, owner, hint),
            _ => Declare(schema, shape.Kind, owner, hint).Reference(false),
        };
        depth--;
        return type.OrNull(shape.Nullable);
    }

    private TypeRef Container(SpecNode schema, SchemaShape shape, TypeDeclaration? owner, TypeHint hint)
    {
        if (aliases.TryGetValue(schema, out var known))
            return known;
        aliases[schema] = TypeRef.Json; // what a list that holds itself holds
        var list = shape.Kind == ShapeKind.List;
        var element = Resolve(shape.Target, owner, new TypeHint(hint.Name + (list ? "Item" : "Entry")));
        return aliases[schema] = new TypeRef(list ? TypeKind.List : TypeKind.Map, Element: element);
    }

    private TypeDeclaration Declare(SpecNode schema, ShapeKind kind, TypeDeclaration? owner, TypeHint hint)
    {
        if (declared.TryGetValue(schema, out var known))
            return known;
        var wanted = hint.Bare ? hint.Name + (kind is ShapeKind.Record or ShapeKind.Tuple ? "Info" : "Value") : hint.Name;
        TypeDeclaration declaration;
        if (owner is null)
        {
            var name = components.TryGetValue(schema, out var own) ? own : names.Reserve(wanted, hint.Apart);
            declaration = new(name, prefix + name, kind, schema);
            topLevel.Add(declaration);
        }
        else
        {
            var name = owner.Members.Reserve(wanted, hint.Apart);
            declaration = new(name, owner.FullName + "." + name, kind, schema);
            owner.Nested.Add(declaration);
        }

        declared[schema] = declaration;
        pending.Enqueue(declaration);
        return declaration;
    }

    private bool NeedsType(SpecNode schema) =>
        shapes.Get(schema).Kind is ShapeKind.Record or ShapeKind.Union or ShapeKind.Tuple or ShapeKind.TextEnum or ShapeKind.IntegerEnum;
}
