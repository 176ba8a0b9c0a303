using NJsonSchema;
using Pepay.Generator.Model;

namespace Pepay.Generator.Tests.Oracle;

/// <summary>Compares our types with NSwag's schemas, from a place where both stand down to everything that is reached from there.</summary>
internal sealed class SchemaComparison(IReadOnlyDictionary<string, TypeModel> types, Tally tally)
{
    private readonly HashSet<(TypeRef, JsonSchema)> visited = [];
    private readonly Likeness likeness = new(types);

    /// <summary>The schemas that have been compared.</summary>
    public HashSet<JsonSchema> Seen { get; } = [];

    public void Compare(TypeRef ours, SchemaPlace theirs)
    {
        var pending = new Stack<(TypeRef, SchemaPlace)>([(ours, theirs)]);
        while (pending.TryPop(out var next))
            CompareOne(next.Item1, next.Item2.Target, pending);
    }

    private void CompareOne(TypeRef ours, SchemaPlace theirs, Stack<(TypeRef, SchemaPlace)> pending)
    {
        if (!visited.Add((ours, theirs.Schema)))
            return;
        Seen.Add(theirs.Schema);
        Seen.UnionWith(theirs.Others.Select(other => other.Target.Schema));
        var model = ours.Name is { } name ? types.GetValueOrDefault(name) : null;
        if (model is PayloadModel payload)
            (ours, model) = (payload.Payload, payload.Payload.Name is { } inner ? types.GetValueOrDefault(inner) : null);
        var reading = new SchemaReading(theirs);
        tally.Compared.UnionWith(reading.Pointers);
        if (model is RecordModel record)
            Record(record, reading, pending);
        else if (model is UnionModel union)
            Union(union, reading, pending);
        else
            Lost(ours, reading);

        if (model is not UnionModel)
            Members(model is EnumModel enumeration ? enumeration.Members.Select(member => member.WireValue) : [], ours, reading);
        if (model is EnumModel merged)
            MergedTexts(merged, reading);

        if (ours.Element is { } element && reading.Element(ours.Kind == TypeKind.Map) is { } inside)
            pending.Push((element, inside));
        if (model is RecordModel { ExtraType: { } extra } && reading.Element(true) is { } others)
            pending.Push((extra, others));
        if (model is TupleModel tuple)
        {
            foreach (var (item, place) in tuple.Items.Zip(reading.Tuple))
                pending.Push((item.Type, place));
        }
    }

    private void Record(RecordModel record, SchemaReading reading, Stack<(TypeRef, SchemaPlace)> pending)
    {
        var properties = record.Properties.ToDictionary(property => property.WireName);
        var variants = reading.Variants();
        var ofVariants = reading.OfVariants();

        // Where the object says no more than a type and every variant says what the property is, it is any of that.
        bool IsLeftToVariants(string name) => ofVariants.TryGetValue(name, out var places) && places.Count == variants.Count
            && !reading.Properties[name].Exists(place => place.HasContent()) && places.Exists(place => place.HasContent());
        foreach (var (name, places) in reading.Properties)
        {
            tally.Properties++;
            if (!properties.TryGetValue(name, out var ours))
            {
                tally.Add(reading, DifferenceKind.Property, name, null, "property");
                continue;
            }

            if (!IsLeftToVariants(name))
                Property(ours, places, pending);
        }

        foreach (var property in record.Properties)
        {
            if (!reading.Properties.ContainsKey(property.WireName))
                tally.Add(reading, DifferenceKind.Property, property.WireName, "property", null);
            if (property.Required != reading.Required.Contains(property.WireName))
                tally.Add(reading, DifferenceKind.Required, property.WireName, property.Required ? "required" : "optional", property.Required ? "optional" : "required");
        }

        tally.Required += reading.Required.Count;
        foreach (var name in reading.Required.Where(name => !properties.ContainsKey(name)))
            tally.Add(reading, DifferenceKind.Required, name, null, "required");

        foreach (var variant in variants)
            tally.Compared.UnionWith(new SchemaReading(variant).Pointers);
        foreach (var (name, places) in ofVariants)
        {
            tally.Compared.UnionWith(places.Select(place => place.Target.Pointer));
            if (!properties.TryGetValue(name, out var ours))
                tally.Add(reading, DifferenceKind.Variant, name, null, "property of a variant");
            else if (!reading.Properties.ContainsKey(name) || IsLeftToVariants(name))
                Alternatives(ours, places, pending);
            else if (!reading.Properties[name].Exists(place => place.HasContent()) && places.Exists(place => place.HasContent()))
                tally.Add(reading, DifferenceKind.Variant, name, "property", "property of a variant that says more");
        }
    }

    private void Property(PropertyModel ours, IReadOnlyList<SchemaPlace> places, Stack<(TypeRef, SchemaPlace)> pending)
    {
        var place = SchemaPlace.OneOf(places);
        if (ours.Constant is not { } constant)
        {
            pending.Push((ours.Type, place));
            return;
        }

        var reading = new SchemaReading(place.Target);
        tally.Compared.UnionWith(reading.Pointers);
        Members([constant], ours.Type, reading);
    }

    // A property that only variants have is any of what they say.
    private void Alternatives(PropertyModel ours, IReadOnlyList<SchemaPlace> places, Stack<(TypeRef, SchemaPlace)> pending)
    {
        var readings = places.Select(place => new SchemaReading(place.Target)).ToList();
        var type = ours.Type.Name is { } name ? types.GetValueOrDefault(name) : null;
        if (type is UnionModel union && places.Count > 1)
        {
            Match(union, [.. places.Select(place => place.Target)], readings[0], pending);
            return;
        }

        if (ours.Constant is null && type is not EnumModel)
        {
            foreach (var place in places)
                pending.Push((ours.Type, place));
            return;
        }

        foreach (var reading in readings)
        {
            Seen.Add(reading.Place.Schema);
            tally.Compared.UnionWith(reading.Pointers);
            readings[0].Members.UnionWith(reading.Members);
        }

        Members(ours.Constant is { } constant ? [constant] : ((EnumModel)type!).Members.Select(member => member.WireValue), ours.Type, readings[0]);
    }

    private void Members(IEnumerable<string> values, TypeRef type, SchemaReading reading)
    {
        var ours = values.ToHashSet();
        tally.Members += reading.Members.Count;

        // Null is no member but a matter of the type.
        if (reading.Members.Contains(SchemaReading.Null) && (type.Nullable || type.Kind == TypeKind.Json))
            ours.Add(SchemaReading.Null);
        foreach (var member in reading.Members.Except(ours))
            tally.Add(reading, DifferenceKind.Enumeration, member, null, "member");
        foreach (var member in ours.Except(reading.Members))
            tally.Add(reading, DifferenceKind.Enumeration, member, "member", null);
    }

    // An enumeration that is made of several variants has the members of all.
    private void MergedTexts(EnumModel ours, SchemaReading reading)
    {
        foreach (var variant in reading.Variants().Select(place => new SchemaReading(place)))
        {
            tally.Compared.UnionWith(variant.Pointers);
            foreach (var member in variant.Members.Where(member => member != SchemaReading.Null).Except(ours.Members.Select(member => member.WireValue)))
                tally.Add(variant, DifferenceKind.Enumeration, member, null, "member");
        }
    }

    private void Union(UnionModel union, SchemaReading reading, Stack<(TypeRef, SchemaPlace)> pending)
    {
        var theirs = reading.Variants();
        if (theirs.Count == 0)
        {
            Types(union, reading, pending);
            return;
        }

        Match(union, theirs, reading, pending);
    }

    private void Match(UnionModel union, IReadOnlyList<SchemaPlace> theirs, SchemaReading reading, Stack<(TypeRef, SchemaPlace)> pending)
    {
        var free = union.Variants.Select(variant => variant.Type).ToList();
        foreach (var place in theirs)
        {
            // Both list the variants in the order of the document, so of equals the first that is left is meant. Schemas of one C# type have one variant.
            var nearest = free.Concat(union.Variants.Select(variant => variant.Type)).Select(ours => (Ours: ours, Distance: likeness.Distance(ours, place))).MinBy(pair => pair.Distance);
            if (nearest.Distance >= Likeness.Another)
            {
                tally.Add(reading, DifferenceKind.Variant, place.Pointer, null, "variant");
                continue;
            }

            free.Remove(nearest.Ours);
            pending.Push((nearest.Ours, place));
        }
    }

    // Several types in one schema, or a base with its children: a union of ours, one schema of NSwag's.
    private void Types(UnionModel union, SchemaReading reading, Stack<(TypeRef, SchemaPlace)> pending)
    {
        var values = union.Variants.Select(variant => variant.Type.Name is { } name ? types.GetValueOrDefault(name) : null)
            .OfType<EnumModel>().SelectMany(enumeration => enumeration.Members).Select(member => member.WireValue);
        Members(values, TypeRef.Json, reading);
        var nearest = union.Variants.Select(variant => (Ours: variant.Type, Distance: likeness.Distance(variant.Type, reading.Place)))
            .Where(pair => pair.Ours.Kind is not (TypeKind.TextEnum or TypeKind.IntegerEnum)).OrderBy(pair => pair.Distance).FirstOrDefault((TypeRef.Text, 0));
        if (reading.Place.HasContent() && (reading.Properties.Count > 0 || reading.Element(false) is not null || reading.Element(true) is not null))
            pending.Push((nearest.Item1, reading.Place));
    }

    // A type without properties, elements or variants stands for a schema that has some.
    private void Lost(TypeRef ours, SchemaReading reading)
    {
        foreach (var name in reading.Properties.Keys)
            tally.Add(reading, DifferenceKind.Property, name, ours.Kind.ToString(), "property");
        if (ours.Kind is not (TypeKind.List or TypeKind.Tuple) && reading.Element(false) is { } item && item.Target.HasContent())
            tally.Add(reading, DifferenceKind.Elements, "items", ours.Kind.ToString(), "items");
        if (ours.Kind is not TypeKind.Map && reading.Element(true) is { } additional && additional.Target.HasContent())
            tally.Add(reading, DifferenceKind.Elements, "additionalProperties", ours.Kind.ToString(), "additionalProperties");
        foreach (var variant in reading.Variants().Where(variant => variant.HasContent() && ours.Kind != TypeKind.TextEnum))
            tally.Add(reading, DifferenceKind.Variant, variant.Pointer, ours.Kind.ToString(), "variant");
    }
}
