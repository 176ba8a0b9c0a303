using System.Data.Common;
using Pepay.CrashHarness.Target.Crash;
using Pepay.Runtime.Sync;

namespace Pepay.CrashHarness.Target.Shop;

/// <summary>Moves the order of a payment that changed: one row for each change, in the transaction that stores it. Must be there exactly once.</summary>
internal sealed class OrderMover(CrashPoints points) : IPaymentChangeHandler
{
    public async Task ApplyAsync(PaymentChange change, DbTransaction? transaction, CancellationToken cancellationToken)
    {
        points.Before("order effect");
        await Handlers.InsertAsync(
            transaction!, "INSERT INTO harness_move (order_number, label) VALUES (@order_number, @label)",
            [("@order_number", change.After.OrderNumber), ("@label", $"{change.After.State.Label}")], cancellationToken);
        points.After("order effect");
    }
}
