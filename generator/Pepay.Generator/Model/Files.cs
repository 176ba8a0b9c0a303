namespace Pepay.Generator.Model;

/// <summary>The client of one tag with the names that it needs.</summary>
internal sealed record ClientFile(string Namespace, bool IsPublic, string OperationsClass, ClientModel Client);

/// <summary>What the files of a whole provider are made of: all but its types, so that an edit of a schema leaves them alone.</summary>
internal sealed record ProviderFile(
    string Namespace, bool IsPublic, ProviderNames Names, DescriptorModel Descriptor, EquatableArray<ClientModel> Clients, EquatableArray<EventModel> Events);

/// <summary>The types that a resolver lists.</summary>
internal sealed record ResolverFile(string Namespace, bool IsPublic, string Name, EquatableArray<string> Types);
