using Pepay.Generator.Model;

namespace Pepay.Generator.Naming;

/// <summary>Names what exists once per provider, from the client name or the namespace.</summary>
internal static class ProviderNaming
{
    public static ProviderNames Create(string ns, string? clientName, NameScope names)
    {
        var root = Base(ns, clientName);
        return new(
            root,
            names.Reserve(root + "Client"),
            names.Reserve(root + "Descriptor"),
            names.Reserve(root + "Operations"),
            names.Reserve(root + "Events"),
            names.Reserve("I" + root + "Event"),
            names.Reserve("Unknown" + root + "Event"),
            names.Reserve(root + "JsonTypeInfoResolver"),
            names.Reserve(root + "ApiRegistration"));
    }

    // Pepay.Api becomes Pepay, and a client name PepayClient does too.
    private static string Base(string ns, string? clientName)
    {
        if (clientName is { Length: > 6 } && clientName.EndsWith("Client", StringComparison.Ordinal))
            return clientName.Substring(0, clientName.Length - 6);
        if (clientName is { Length: > 0 })
            return clientName;
        var root = (ns.EndsWith(".Api", StringComparison.Ordinal) ? ns.Substring(0, ns.Length - 4) : ns).Replace(".", "");
        return root.Replace("@", "");
    }
}
