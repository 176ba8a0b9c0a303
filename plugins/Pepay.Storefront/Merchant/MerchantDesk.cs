using System.Globalization;
using Microsoft.AspNetCore.Http;
using Pepay.Runtime.Http;
using Pepay.Runtime.Merchant;
using Pepay.Runtime.Payments;
using Pepay.Storefront.Resources;

namespace Pepay.Storefront.Merchant;

/// <summary>Carries out what a person of the shop asks for, and keeps who asked for it and what came of it.</summary>
internal sealed class MerchantDesk(IMerchantActionStore actions, TimeProvider time)
{
    /// <summary>The query parameter that names the action whose result a page shows.</summary>
    public const string ActionParameter = "action";

    private const int MostOfOneSubject = 100;

    public static string ActorOf(HttpContext context) => context.User.Identity?.Name is { Length: > 0 } name ? name : Texts.UnnamedActor;

    /// <summary>Stores the action, carries it out and stores its result. What the provider refuses is a result; anything else is thrown on.</summary>
    /// <returns>The action's id.</returns>
    public async Task<string> RunAsync(HttpContext context, MerchantActionKind kind, string? subject, Func<Task<string>> act)
    {
        var action = new MerchantAction
        {
            Id = Guid.NewGuid().ToString("D"),
            Kind = kind,
            Actor = ActorOf(context),
            Subject = subject,
            At = time.GetUtcNow(),
        };
        await actions.TryBeginAsync(action, context.RequestAborted).ConfigureAwait(false);
        try
        {
            await FinishAsync(action.Id, MerchantActionOutcome.Done, await act().ConfigureAwait(false)).ConfigureAwait(false);
        }
        catch (ApiException exception)
        {
            await FinishAsync(action.Id, MerchantActionOutcome.Refused, Format(Texts.ActionFailedResult, exception.Message)).ConfigureAwait(false);
        }
        catch
        {
            await FinishAsync(action.Id, MerchantActionOutcome.Unknown, Texts.ActionBrokenResult).ConfigureAwait(false);
            throw;
        }

        return action.Id;
    }

    /// <summary>What came of the action that the address names; null when it names none.</summary>
    public async Task<string?> NoticeAsync(HttpContext context, CancellationToken cancellationToken) =>
        context.Request.Query[ActionParameter] is [{ Length: > 0 } id]
            ? (await actions.FindAsync(id, cancellationToken).ConfigureAwait(false))?.Result
            : null;

    /// <summary>What was done to one payment or event, newest first.</summary>
    public Task<IReadOnlyList<MerchantAction>> ListOfAsync(string subject, CancellationToken cancellationToken) =>
        actions.ListAsync(MostOfOneSubject, subject, null, cancellationToken);

    /// <summary>What was done, in a sentence.</summary>
    public static string Describe(MerchantAction action) => action.Kind switch
    {
        MerchantActionKind.Reconcile => Texts.ActionReconcile,
        MerchantActionKind.Sweep => Texts.ActionSweep,
        MerchantActionKind.Refund => Format(Texts.ActionRefund, action.Amount ?? default(Money)),
        MerchantActionKind.Replay => Texts.ActionReplay,
        MerchantActionKind.ReplayAll => Texts.ActionReplayAll,
        MerchantActionKind.Dismiss => Texts.ActionDismiss,
        MerchantActionKind.Simulate => Texts.ActionSimulate,
        _ => action.Kind.ToString(),
    };

    // The result is stored also when the browser that asked has gone.
    private Task<bool> FinishAsync(string id, MerchantActionOutcome outcome, string result) =>
        actions.FinishAsync(id, outcome, result, time.GetUtcNow(), CancellationToken.None);

    private static string Format(string text, object value) => string.Format(CultureInfo.CurrentCulture, text, value);
}
