using System.Text.Json.Nodes;
using Pepay.Simulator.Http;

namespace Pepay.Simulator.Pepay;

/// <summary>The API call that is being handled, which the events it causes name. Touched only with the state locked.</summary>
internal sealed class CurrentCall
{
    private string? id;
    private string? idempotencyKey;

    public void Begin(ApiRequest request)
    {
        id = request.Id;
        idempotencyKey = request.IdempotencyKey;
    }

    public void End() => (id, idempotencyKey) = (null, null);

    public JsonObject Write() => Body.Object(("id", id), ("idempotency_key", idempotencyKey));
}
