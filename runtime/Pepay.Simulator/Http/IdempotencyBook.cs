using System.Security.Cryptography;
using Pepay.Simulator.State;

namespace Pepay.Simulator.Http;

internal enum KeyUse
{
    Fresh,
    Replay,
    OtherBody,
    OtherOperation,
    InProgress,
}

/// <summary>Remembers what was answered under an idempotency key. Called with the state locked.</summary>
internal sealed class IdempotencyBook(Func<Dictionary<string, StoredAnswer>> answers, TimeProvider time, TimeSpan lifetime)
{
    public KeyUse Begin(ApiRequest request, ApiRoute route, out StoredAnswer stored)
    {
        var now = time.GetUtcNow().ToUnixTimeMilliseconds();
        var operation = $"{route.Method} {route.Path}";
        var hash = Convert.ToHexString(SHA256.HashData([.. System.Text.Encoding.UTF8.GetBytes(request.Path + "\n"), .. request.RawBody]));
        var key = request.IdempotencyKey!;
        if (answers().TryGetValue(key, out stored!) && now - stored.CreatedAt < lifetime.TotalMilliseconds)
            return Compare(stored, operation, hash);
        stored = new StoredAnswer { Operation = operation, BodyHash = hash, CreatedAt = now, InProgress = true };
        answers()[key] = stored;
        return KeyUse.Fresh;
    }

    public void Complete(ApiRequest request, ApiAnswer answer, bool keep)
    {
        if (request.IdempotencyKey is not { } key || !answers().TryGetValue(key, out var stored) || !stored.InProgress)
            return;
        if (!keep)
        {
            answers().Remove(key);
            return;
        }

        stored.InProgress = false;
        stored.Status = answer.Status;
        stored.Body = answer.Render();
    }

    private static KeyUse Compare(StoredAnswer stored, string operation, string hash) =>
        stored.Operation != operation ? KeyUse.OtherOperation
        : stored.BodyHash != hash ? KeyUse.OtherBody
        : stored.InProgress ? KeyUse.InProgress
        : KeyUse.Replay;
}
