namespace Pepay.Generator.Changes;

/// <summary>Compares two versions of a surface and says of each difference whom it breaks. The rules are here and nowhere else.</summary>
internal sealed class SurfaceDiff
{
    private const string Required = "required ";
    private const string Optional = "Optional<";

    private readonly ApiSurface old;
    private readonly ApiSurface now;
    private readonly List<SurfaceChange> changes = [];

    private SurfaceDiff(ApiSurface old, ApiSurface now)
    {
        this.old = old;
        this.now = now;
    }

    /// <returns>The differences in the order of the surface: what is gone or changed, then what is new.</returns>
    public static IReadOnlyList<SurfaceChange> Compare(ApiSurface old, ApiSurface now)
    {
        var diff = new SurfaceDiff(old, now);
        foreach (var entry in old.Entries)
            diff.Old(entry);
        foreach (var entry in now.Entries)
            diff.New(entry);
        return diff.changes;
    }

    private void Old(SurfaceEntry was)
    {
        var entry = now[was.Key];
        if (entry is null)
        {
            if (!IsPartOfMissing(was, now) && Removed(was) is { } breaks)
                changes.Add(new(ChangeKind.Removed, was, was.Value, null, breaks) { Code = Code(was) });
        }
        else if (entry.Value != was.Value && Changed(was, entry) is { } breaks)
        {
            changes.Add(new(ChangeKind.Changed, entry, was.Value, entry.Value, breaks) { Code = Code(entry) });
        }
    }

    private void New(SurfaceEntry entry)
    {
        if (old[entry.Key] is null && !IsPartOfMissing(entry, old) && Added(entry) is { } breaks)
            changes.Add(new(ChangeKind.Added, entry, null, entry.Value, breaks) { Code = breaks == ChangeBreaks.Nobody ? null : Code(entry) });
    }

    // Where the whole thing came or went, its parts and the types inside it say nothing more.
    private static bool IsPartOfMissing(SurfaceEntry entry, ApiSurface other)
    {
        if (entry.Kind == SurfaceKinds.Provider)
            return false;
        var outer = entry.Part.Length > 0 ? entry.Owner : entry.Kind == SurfaceKinds.Type && entry.Owner.LastIndexOf('.') is var dot and > 0 ? entry.Owner.Substring(0, dot) : null;
        return outer is not null && other[(entry.Kind, outer, SurfaceParts.Self, "")] is null;
    }

    private ChangeBreaks? Removed(SurfaceEntry was) => (was.Kind, was.Part) switch
    {
        (_, SurfaceParts.Limits) => null,
        (_, SurfaceParts.Limit) => HasLimits(now, was) ? ChangeBreaks.Nobody : null,
        (SurfaceKinds.Provider, _) => ChangeBreaks.Wire,
        (SurfaceKinds.Operation, SurfaceParts.Self) => ChangeBreaks.Callers | ChangeBreaks.Wire,
        (SurfaceKinds.Operation, SurfaceParts.Parameter or SurfaceParts.Error or SurfaceParts.Pages or SurfaceParts.Header) => ChangeBreaks.Callers,
        (SurfaceKinds.Operation, SurfaceParts.Result or SurfaceParts.Stream) => ChangeBreaks.Callers | ChangeBreaks.Wire,
        (SurfaceKinds.Operation, SurfaceParts.Security) => ChangeBreaks.Nobody,
        (SurfaceKinds.Operation, SurfaceParts.Idempotency) => ChangeBreaks.Wire,
        (SurfaceKinds.Operation, _) => null,
        (SurfaceKinds.Event, _) => ChangeBreaks.Handlers | ChangeBreaks.Wire,
        (_, SurfaceParts.Use) => null,
        (_, SurfaceParts.Discriminator) => old[(was.Kind, was.Owner, SurfaceParts.Variant, was.Value)] is not null && now[(was.Kind, was.Owner, SurfaceParts.Variant, was.Value)] is null ? null : ChangeBreaks.Wire,

        // A server that no longer knows a value refuses the program that still sends it.
        (_, SurfaceParts.Member or SurfaceParts.Variant) when Uses(was.Owner, old, SurfaceUses.Sent) => Audience(was.Owner, old) | ChangeBreaks.Wire,
        _ => Audience(was.Owner, old),
    };

    private ChangeBreaks? Added(SurfaceEntry entry) => (entry.Kind, entry.Part) switch
    {
        (_, SurfaceParts.Limits) => null,
        (_, SurfaceParts.Limit) => HasLimits(old, entry) ? ChangeBreaks.Wire : null,
        (SurfaceKinds.Operation, SurfaceParts.Parameter) => IsRequired(entry) ? ChangeBreaks.Callers | ChangeBreaks.Wire : ChangeBreaks.Nobody,
        (SurfaceKinds.Operation, SurfaceParts.Security or SurfaceParts.Idempotency) => ChangeBreaks.Wire,
        (SurfaceKinds.Operation, SurfaceParts.Order or SurfaceParts.Style) => null,

        // A result where there were only events: the method of that name gives something else now.
        (SurfaceKinds.Operation, SurfaceParts.Result) => old[(entry.Kind, entry.Owner, SurfaceParts.Stream, "")] is null ? ChangeBreaks.Nobody : null,
        (SurfaceKinds.Type, SurfaceParts.Use) => null,
        (SurfaceKinds.Type, SurfaceParts.Discriminator) => old[(entry.Kind, entry.Owner, SurfaceParts.Variant, entry.Value)] is null ? null : ChangeBreaks.Nobody,
        (SurfaceKinds.Type, SurfaceParts.Property) => IsRequired(entry) && IsSent(entry.Owner) ? ChangeBreaks.Callers | ChangeBreaks.Wire : ChangeBreaks.Nobody,
        (SurfaceKinds.Type, SurfaceParts.Item) => Audience(entry.Owner, now),
        _ => ChangeBreaks.Nobody,
    };

    private ChangeBreaks? Changed(SurfaceEntry was, SurfaceEntry entry) => (entry.Kind, entry.Part) switch
    {
        (_, SurfaceParts.Limit) => IsTighter(was.Value, entry) ? ChangeBreaks.Wire : ChangeBreaks.Nobody,
        (SurfaceKinds.Provider, _) => ChangeBreaks.Wire,
        (SurfaceKinds.Operation, SurfaceParts.Self or SurfaceParts.Pages) => ChangeBreaks.Callers,
        (SurfaceKinds.Operation, SurfaceParts.Order) => Order(was, entry),
        (SurfaceKinds.Operation, SurfaceParts.Parameter) => Parameter(was, entry),
        (SurfaceKinds.Operation, SurfaceParts.Result or SurfaceParts.Stream or SurfaceParts.Error or SurfaceParts.Header) => Type(was, entry, ChangeBreaks.Callers),
        (SurfaceKinds.Operation, _) => ChangeBreaks.Wire,
        (SurfaceKinds.Event, _) => ChangeBreaks.Handlers,
        (_, SurfaceParts.Use) => null,
        (_, SurfaceParts.Property) => Property(was, entry),
        (_, SurfaceParts.Member) => Audience(entry.Owner, now),
        (_, SurfaceParts.Discriminator) => ChangeBreaks.Wire,
        (_, SurfaceParts.Variant) => Type(was, entry, Audience(entry.Owner, now)),
        _ => Audience(entry.Owner, now) | ChangeBreaks.Wire,
    };

    // Another C# type, another form of the same one, or both.
    private ChangeBreaks Type(SurfaceEntry was, SurfaceEntry entry, ChangeBreaks audience)
    {
        var (before, after) = (SurfaceForms.Split(was.Value), SurfaceForms.Split(entry.Value));
        var breaks = before.Form == after.Form ? ChangeBreaks.Nobody : ChangeBreaks.Wire;
        return before.Value == after.Value ? breaks : IsSameShape(before.Value, after.Value) ? breaks | audience : audience | ChangeBreaks.Wire;
    }

    // A schema with another name is the same JSON.
    private bool IsSameShape(string before, string after)
    {
        var (was, entries) = (Shape(old, Bare(before)), Shape(now, Bare(after)));
        return was.Count > 0 && was.SetEquals(entries);

        static HashSet<(string, string, string)> Shape(ApiSurface surface, string type) =>
            [.. surface.Entries.Where(entry => entry.Kind == SurfaceKinds.Type && entry.Owner == type && entry.Part != SurfaceParts.Use).Select(static entry => (entry.Part, entry.Member, entry.Value))];
    }

    private ChangeBreaks Parameter(SurfaceEntry was, SurfaceEntry entry)
    {
        var (before, after) = (Split(was), Split(entry));
        var form = before.Form == after.Form ? ChangeBreaks.Nobody : ChangeBreaks.Wire;
        if (before.Type.TrimEnd('?') != after.Type.TrimEnd('?'))
            return IsSameShape(before.Type, after.Type) ? ChangeBreaks.Callers | form : ChangeBreaks.Callers | ChangeBreaks.Wire;
        return form | (after.Required && !before.Required ? ChangeBreaks.Callers | ChangeBreaks.Wire
            : before.Name != after.Name ? ChangeBreaks.Callers
            : ChangeBreaks.Nobody);
    }

    // Arguments by position mean something else when a parameter comes in between; the others are told of by their own entries.
    private ChangeBreaks? Order(SurfaceEntry was, SurfaceEntry entry)
    {
        var after = entry.Value.Split([", "], StringSplitOptions.RemoveEmptyEntries);
        var before = was.Value.Split([", "], StringSplitOptions.RemoveEmptyEntries);
        if (before.Except(after).Any() || now.Entries.Any(other => other.Part == SurfaceParts.Parameter && other.Owner == entry.Owner && old[other.Key] is null && IsRequired(other)))
            return null;
        return after.Take(before.Length).SequenceEqual(before) ? null : ChangeBreaks.Callers;
    }

    // Whether a version has the thing that a limit is of, and would have said its limits.
    private static bool HasLimits(ApiSurface surface, SurfaceEntry limit) =>
        surface[(SurfaceKinds.Provider, "", SurfaceParts.Limits, "")] is not null
        && surface[(limit.Kind, limit.Owner, limit.Kind == SurfaceKinds.Type ? SurfaceParts.Property : SurfaceParts.Parameter, limit.LimitOf)] is not null
        && (limit.Kind != SurfaceKinds.Type || Uses(limit.Owner, surface, SurfaceUses.Sent));

    // What is no bound, such as a pattern, may refuse any value that was taken before.
    private static bool IsTighter(string was, SurfaceEntry limit)
    {
        var word = limit.Member.Substring(limit.Member.LastIndexOf(' ') + 1);
        var isLeast = word.StartsWith("min", StringComparison.Ordinal) || word == "exclusiveMinimum";
        if (!isLeast && !word.StartsWith("max", StringComparison.Ordinal) && word != "exclusiveMaximum"
            || !TryNumber(was, out var before) || !TryNumber(limit.Value, out var after))
            return true;
        return isLeast ? after > before : after < before;

        static bool TryNumber(string text, out double number) =>
            double.TryParse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture, out number);
    }

    private ChangeBreaks Property(SurfaceEntry was, SurfaceEntry entry)
    {
        var (before, after) = (Split(was), Split(entry));
        var audience = Audience(entry.Owner, now);
        if (before.Name != after.Name)
            return audience;
        var breaks = before.Form == after.Form ? ChangeBreaks.Nobody : ChangeBreaks.Wire;
        if (Bare(before.Type) != Bare(after.Type))
            return IsSameShape(before.Type, after.Type) ? breaks | audience : audience | ChangeBreaks.Wire;
        if (IsOptional(before.Type) != IsOptional(after.Type) && (IsRead(entry.Owner) || !after.Required && !before.Required))
            breaks |= audience;
        if (IsSent(entry.Owner) && (after.Required && !before.Required || MayBeNull(before) && !MayBeNull(after)))
            breaks |= ChangeBreaks.Callers | ChangeBreaks.Wire;

        // Who reads it meets a null that was not there, or no longer has the Value of what could be null; who only sets it may go on.
        if (before.Type != after.Type && IsRead(entry.Owner) && (after.Type.EndsWith("?", StringComparison.Ordinal) || IsValue(Bare(after.Type))))
            breaks |= audience;
        return breaks;
    }

    // Whether null is a value of it on the wire; what is only optional may be absent.
    private static bool MayBeNull((bool Required, string Type, string Name, string Form) property) =>
        IsOptional(property.Type) || property.Required && property.Type.EndsWith("?", StringComparison.Ordinal);

    private static ChangeBreaks Audience(string type, ApiSurface surface)
    {
        var breaks = Uses(type, surface, SurfaceUses.Handled) ? ChangeBreaks.Handlers : ChangeBreaks.Nobody;

        // What no operation and no event reaches can still be named in code.
        return breaks == ChangeBreaks.Nobody || Uses(type, surface, SurfaceUses.Sent) || Uses(type, surface, SurfaceUses.Answered) ? breaks | ChangeBreaks.Callers : breaks;
    }

    private bool IsSent(string type) => Uses(type, now, SurfaceUses.Sent);

    private bool IsRead(string type) => Uses(type, now, SurfaceUses.Answered) || Uses(type, now, SurfaceUses.Handled) || !IsSent(type);

    private static bool Uses(string type, ApiSurface surface, string use) =>
        surface[(SurfaceKinds.Type, type, SurfaceParts.Use, "")]?.Value.Split(' ').Contains(use) == true;

    private static bool IsRequired(SurfaceEntry entry) => entry.Value.StartsWith(Required, StringComparison.Ordinal);

    private static (bool Required, string Type, string Name, string Form) Split(SurfaceEntry entry)
    {
        var (value, form) = SurfaceForms.Split(entry.Value);
        var text = IsRequired(entry) ? value.Substring(Required.Length) : value;
        var constant = text.IndexOf(" = ", StringComparison.Ordinal);
        var declaration = constant < 0 ? text : text.Substring(0, constant);
        var name = declaration.LastIndexOf(' ');
        return (IsRequired(entry), declaration.Substring(0, name) + (constant < 0 ? "" : text.Substring(constant)), declaration.Substring(name + 1), form);
    }

    // Without what says only that it may be absent or null.
    private static string Bare(string type)
    {
        if (IsOptional(type))
            type = type.Substring(Optional.Length, type.Length - Optional.Length - 1);
        return type.TrimEnd('?');
    }

    private static bool IsOptional(string type) => type.StartsWith(Optional, StringComparison.Ordinal) && type.EndsWith(">", StringComparison.Ordinal);

    private bool IsValue(string type) => type is "bool" or "long" or "decimal" or "double" or "DateOnly" or "Timestamp" or "JsonElement"
        || now[(SurfaceKinds.Type, type, SurfaceParts.Self, "")]?.Value.StartsWith("enum", StringComparison.Ordinal) == true;

    private string? Code(SurfaceEntry entry)
    {
        var method = Value(SurfaceKinds.Operation, entry.Owner);
        return (entry.Kind, entry.Part) switch
        {
            (SurfaceKinds.Operation, SurfaceParts.Parameter) => $"{method}({Split(entry).Name}: ...)",
            (SurfaceKinds.Operation, SurfaceParts.Error) => $"catch (ApiException<{SurfaceForms.Split(entry.Value).Value}>)",
            (SurfaceKinds.Operation, SurfaceParts.Pages or SurfaceParts.Stream) => $"{entry.Value.Substring(0, entry.Value.IndexOf(' '))}(...)",
            (SurfaceKinds.Operation, SurfaceParts.Header) => $"{Split(entry).Name}",
            (SurfaceKinds.Operation, _) => $"{method}(...)",
            (SurfaceKinds.Event, _) => $"IEventHandler<{entry.Value}>",
            (SurfaceKinds.Type, SurfaceParts.Property or SurfaceParts.Item) => $"{entry.Owner}.{Split(entry).Name}",
            (SurfaceKinds.Type, SurfaceParts.Member) => $"{entry.Owner}.{entry.Value}",
            (SurfaceKinds.Type, SurfaceParts.Variant) => $"{entry.Owner}.As{entry.Member}",
            (SurfaceKinds.Type, _) => entry.Owner,
            _ => null,
        };

        string Value(string kind, string owner) => (old[(kind, owner, SurfaceParts.Self, "")] ?? now[(kind, owner, SurfaceParts.Self, "")])?.Value ?? "";
    }
}
