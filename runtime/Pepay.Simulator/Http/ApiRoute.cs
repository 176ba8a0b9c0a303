namespace Pepay.Simulator.Http;

/// <summary>One REST operation as this simulator understands it; the path is written down here again, not taken from the specification.</summary>
/// <param name="Method">GET, POST, PUT or DELETE.</param>
/// <param name="Path">Path below the provider's base, with <c>{names}</c>.</param>
/// <param name="Access">Who may call; the provider's front knows the words.</param>
/// <param name="Handle">Does the work; called with the state locked.</param>
/// <param name="TakesKey">Whether the operation takes an Idempotency-Key.</param>
internal sealed record ApiRoute(string Method, string Path, string Access, Func<ApiRequest, ApiAnswer> Handle, bool TakesKey = false);
