using System.Text.Json.Nodes;

namespace Pepay.Simulator.Http;

/// <summary>What differs between the two providers in how a REST call is met. Every member is called with the state locked.</summary>
internal interface IProviderFront
{
    /// <summary>pepay or xpay: the specification's name and the path base.</summary>
    string Name { get; }

    /// <summary>Whether a failure is kept under the idempotency key, too.</summary>
    bool KeepsFailures { get; }

    JsonObject Error(int status, string message, string? code);

    /// <summary>Throws <see cref="ApiFailure"/> with 401 or 403.</summary>
    void Authenticate(ApiRequest request, ApiRoute route);

    /// <summary>Answers a call whose idempotency key is known, or null for a call that is to be processed.</summary>
    ApiAnswer? Begin(ApiRequest request, ApiRoute route);

    /// <summary>Says that what happens until <see cref="Complete"/> is this call's doing.</summary>
    void Enter(ApiRequest request);

    /// <summary>Keeps the answer under the call's idempotency key, where there is one.</summary>
    void Complete(ApiRequest request, ApiRoute route, ApiAnswer answer);

    /// <summary>Mixes in what no document mentions, unless the answer is an error.</summary>
    void AddExtras(JsonNode? body);
}
