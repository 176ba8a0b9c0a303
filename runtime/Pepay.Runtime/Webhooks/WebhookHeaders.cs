using Microsoft.Extensions.Primitives;

namespace Pepay.Runtime.Webhooks;

/// <summary>Gives all values of a request header, its name in any case; empty when it is absent.</summary>
/// <param name="name">The header's name.</param>
public delegate StringValues WebhookHeaders(string name);
