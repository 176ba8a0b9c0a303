using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Nop.Core.Domain.Logging;
using Nop.Plugin.Payments.Pepay.Configuration;
using Nop.Plugin.Payments.Pepay.Engine;
using Pepay.Runtime.Inbox;
using Pepay.Runtime.Providers;
using Pepay.Runtime.Webhooks;

namespace Nop.Plugin.Payments.Pepay.Webhooks;

/// <summary>
/// Takes the providers' webhooks: the raw body once, verified before anything is parsed, and 200 only when it is durable in the shop's database.
/// A plain controller: the shop's own base classes look up, and would create, a customer for every caller.
/// </summary>
[IgnoreAntiforgeryToken]
public sealed class PepayWebhookController(PaymentEngines engines, AccountCatalog catalog, WebhookRefusals refusals, ShopLog log, TimeProvider time) : Controller
{
    private const int MaxBodyBytes = 1024 * 1024;

    // xPay hangs up after two seconds.
    private static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(1.5);

    /// <summary>Takes one webhook.</summary>
    /// <param name="provider">The provider's name.</param>
    /// <param name="account">The account's name.</param>
    [HttpPost]
    public async Task<IActionResult> Receive(string provider, string account = ProviderAccount.DefaultName)
    {
        if (engines.Current is not { } engine)
            return await NotRunningAsync().ConfigureAwait(false);
        if (engine.Get<WebhookReceivers>().Find(provider, account) is not { } receiver)
            return Answer(StatusCodes.Status404NotFound, "no such provider or account here");

        using var deadline = new CancellationTokenSource(AnswerWithin, time);
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, HttpContext.RequestAborted);
        WebhookReceipt receipt;
        try
        {
            if (await ReadAsync(Request, waiting.Token).ConfigureAwait(false) is not { } body)
                return Answer(StatusCodes.Status413PayloadTooLarge, "the body is too large");
            receipt = receiver.Receive(body, name => Request.Headers[name]);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException or BadHttpRequestException)
        {
            return Answer(StatusCodes.Status503ServiceUnavailable, "the body did not arrive; send it again");
        }

        return receipt.Verdict == WebhookVerdict.Valid
            ? await StoreAsync(engine, receipt.Events, waiting.Token).ConfigureAwait(false)
            : Refuse(receiver.Account, receipt.Verdict);
    }

    // Uninstalled, the address is nobody's, as after the restart. Not 410, because it is the same address when the plugin is installed again.
    private async Task<IActionResult> NotRunningAsync() => await catalog.IsInstalledAsync().ConfigureAwait(false)
        ? Answer(StatusCodes.Status503ServiceUnavailable, "payments are not running here at the moment; send it again")
        : Answer(StatusCodes.Status404NotFound, "the plugin is not installed here");

    /// <summary>Hands verified events over. Neither the deadline nor a sender that hangs up stops the insert; they only end the waiting.</summary>
    private async Task<IActionResult> StoreAsync(PaymentEngine engine, IReadOnlyList<IncomingEvent> events, CancellationToken waiting)
    {
        try
        {
            var results = await engine.Get<InboxAcceptor>().AcceptAsync(events).WaitAsync(waiting).ConfigureAwait(false);

            // Durable. A crash before the answer makes the sender repeat it, and the repetition is a duplicate.
            return Answer(StatusCodes.Status200OK, results.Contains(AcceptResult.Accepted) ? "accepted" : "duplicate");
        }
        catch (OperationCanceledException)
        {
            return Answer(StatusCodes.Status503ServiceUnavailable, "not stored in time; send it again");
        }
        catch (Exception exception)
        {
            await log.WriteAsync(LogLevel.Error, "A webhook could not be stored; the sender was told to repeat it.", exception).ConfigureAwait(false);
            return Answer(StatusCodes.Status503ServiceUnavailable, "could not be stored; send it again");
        }
    }

    private ContentResult Refuse(ProviderAccount account, WebhookVerdict verdict)
    {
        refusals.Note(account, verdict);
        return verdict is WebhookVerdict.NoSecret or WebhookVerdict.UnusableSecret
            ? Answer(StatusCodes.Status503ServiceUnavailable, "no usable webhook secret is configured here; send it again")
            : Answer(StatusCodes.Status401Unauthorized, $"not genuine: {verdict}");
    }

    private static async Task<byte[]?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.ContentLength > MaxBodyBytes)
            return null;
        using var body = new MemoryStream();
        var buffer = new byte[16 * 1024];
        int read;
        while ((read = await request.Body.ReadAsync(buffer, cancellationToken).ConfigureAwait(false)) > 0)
        {
            if (body.Length + read > MaxBodyBytes)
                return null;
            body.Write(buffer, 0, read);
        }

        return body.ToArray();
    }

    private static ContentResult Answer(int status, string text) => new()
    {
        StatusCode = status,
        ContentType = "application/json",
        Content = status == StatusCodes.Status200OK ? $$"""{"ok":true,"result":"{{text}}"}""" : $$"""{"ok":false,"error":"{{text}}"}""",
    };
}
