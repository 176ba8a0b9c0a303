using System.Data.Common;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Win32.SafeHandles;
using Pepay.CrashHarness.Target.Crash;
using Pepay.Runtime.Dispatch;
using Pepay.Runtime.Sync;

namespace Pepay.CrashHarness.Target.Shop;

/// <summary>What the shop does with events: one effect in the inbox's transaction, and one outside any database; and with payments: it moves the order.</summary>
public static class Handlers
{
    public const string EffectFile = "mail.txt";

    private static readonly TimeSpan Glance = TimeSpan.FromMilliseconds(20);

    public static void Add(IServiceCollection services, TargetOptions options, CrashPoints points)
    {
        var mail = File.OpenHandle(Path.Combine(options.Folder, EffectFile), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
        services.AddEventHandler(new HandlerDescriptor(
            "ledger", HandlerDescriptor.Any, HandlerDescriptor.Any, (_, context, stopping) => BookAsync(context, options, points, stopping)));
        services.AddEventHandler(new HandlerDescriptor(
            "mail", HandlerDescriptor.Any, HandlerDescriptor.Any, (_, context, _) => MailAsync(context, points, mail)));
        services.AddSingleton<IPaymentChangeHandler, OrderMover>();
    }

    /// <summary>Writes one row in a transaction of the runtime.</summary>
    internal static async Task InsertAsync(
        DbTransaction transaction, string sql, (string Name, object Value)[] values, CancellationToken stopping)
    {
        await using var insert = transaction.Connection!.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = sql;
        foreach (var (name, value) in values)
        {
            var parameter = insert.CreateParameter();
            (parameter.ParameterName, parameter.Value) = (name, value);
            insert.Parameters.Add(parameter);
        }

        await insert.ExecuteNonQueryAsync(stopping);
    }

    /// <summary>The transactional effect: must be there exactly once.</summary>
    private static async Task BookAsync(EventContext context, TargetOptions options, CrashPoints points, CancellationToken stopping)
    {
        if (context.EventType == HarnessProvider.Slow)
        {
            var renewals = points.Count("after renewal write");
            while (points.Count("after renewal write") == renewals)
                await Task.Delay(Glance, stopping);
        }

        points.Before("handler effect");
        var transaction = await context.BeginTransactionAsync(stopping);
        await InsertAsync(
            transaction, "INSERT INTO harness_effect (event_id, attempt) VALUES (@event_id, @attempt)",
            [("@event_id", context.EventId), ("@attempt", context.Attempt)], stopping);
        points.After("handler effect");
        if (context.EventType == HarnessProvider.Shaky && context.Attempt == 1)
            throw new InvalidOperationException("The first attempt fails after its effect was written.");
        if (context.EventType == HarnessProvider.Doomed && !await Replay.IsMendedAsync(options, context.EventId, stopping))
            throw new InvalidOperationException("Every attempt fails until the cause is mended.");
    }

    /// <summary>The effect outside: at least once, always under the same key.</summary>
    private static Task MailAsync(EventContext context, CrashPoints points, SafeFileHandle mail)
    {
        points.Before("outside effect");
        lock (mail)
            RandomAccess.Write(mail, Encoding.UTF8.GetBytes(context.EffectKey + "\n"), RandomAccess.GetLength(mail));
        points.After("outside effect");
        return Task.CompletedTask;
    }
}
