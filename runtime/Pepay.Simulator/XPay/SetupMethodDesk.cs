using Pepay.Simulator.Http;
using Pepay.Simulator.State;

namespace Pepay.Simulator.XPay;

/// <summary>What happens to a setup method: a card is saved, or is not. Called with the state locked.</summary>
internal sealed class SetupMethodDesk(SimulatorContext context, IntentDesk intents, XPayEventLog events)
{
    public SetupMethod Get(string id) =>
        context.State.XPay.SetupMethods.Find(method => method.Id == id) ?? throw ApiFailure.NotFound($"Setup method {id}");

    public void Succeed(SetupMethod method)
    {
        DemandOpen(method);
        var token = intents.Keep(method.CustomerId);
        (method.Status, method.TokenId) = ("SUCCESS", token.Id);
        events.Add("setup_method.success", token);
    }

    /// <summary>There is no event for a setup method that failed.</summary>
    public void End(SetupMethod method, string status)
    {
        DemandOpen(method);
        method.Status = status;
    }

    private static void DemandOpen(SetupMethod method)
    {
        if (method.Status != "CREATED")
            throw ApiFailure.Invalid($"Setup method {method.Id} is {method.Status} already.");
    }
}
