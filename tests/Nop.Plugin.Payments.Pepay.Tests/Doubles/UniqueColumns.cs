using System.Collections.Concurrent;
using System.Reflection;
using FluentMigrator.Builders.Create.Table;
using Nop.Core;
using Nop.Plugin.Payments.Pepay.Data;

namespace Nop.Plugin.Payments.Pepay.Tests.Doubles;

/// <summary>Reads from the plugin's own entity builders which columns are unique, and holds rows to it.</summary>
internal static class UniqueColumns
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<PropertyInfo>> Known = new();

    public static IReadOnlyList<PropertyInfo> Of(Type entity) => Known.GetOrAdd(entity, static type => type.Name switch
    {
        nameof(PepayEvent) => Read(type, PepayEventBuilder.Map),
        nameof(PepayDelivery) => Read(type, PepayDeliveryBuilder.Map),
        nameof(PepayPayment) => Read(type, PepayPaymentBuilder.Map),
        nameof(PepayPaymentHistory) => Read(type, PepayPaymentHistoryBuilder.Map),
        nameof(PepayLedgerEntry) => Read(type, PepayLedgerEntryBuilder.Map),
        nameof(PepayStream) => Read(type, PepayStreamBuilder.Map),
        nameof(PepayRefusal) => Read(type, PepayRefusalBuilder.Map),
        nameof(PepayTransfer) => Read(type, PepayTransferBuilder.Map),
        nameof(PepayLease) => Read(type, PepayLeaseBuilder.Map),
        _ => [],
    });

    public static void Check(Type entity, IEnumerable<BaseEntity> rows)
    {
        foreach (var column in Of(entity))
        {
            // As the shop's collations do: without regard to case.
            if (rows.GroupBy(row => (string?)column.GetValue(row), StringComparer.OrdinalIgnoreCase).FirstOrDefault(static group => group.Count() > 1) is { } twice)
                throw new InvalidOperationException($"Duplicate key in {entity.Name}.{column.Name}: {twice.Key}");
        }
    }

    private static List<PropertyInfo> Read(Type entity, Action<ICreateTableWithColumnSyntax> map)
    {
        var recorder = new Recorder();
        map(recorder.Make<ICreateTableWithColumnSyntax>());
        return [.. recorder.Unique.Select(name => entity.GetProperty(name)!)];
    }

    private sealed class Recorder
    {
        private string current = "";

        public List<string> Unique { get; } = [];

        public T Make<T>()
            where T : class
        {
            var proxy = DispatchProxy.Create<T, Proxy>();
            ((Proxy)(object)proxy).Recorder = this;
            return proxy;
        }

        public object? Call(MethodInfo method, object?[]? arguments)
        {
            if (method.Name == "WithColumn")
                current = (string)arguments![0]!;
            if (method.Name == "Unique")
                Unique.Add(current);
            return typeof(Recorder).GetMethod(nameof(Make))!.MakeGenericMethod(method.ReturnType).Invoke(this, null);
        }
    }

#pragma warning disable CA1852 // DispatchProxy derives from it at run time.
    private class Proxy : DispatchProxy
#pragma warning restore CA1852
    {
        public Recorder Recorder { get; set; } = null!;

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => Recorder.Call(targetMethod!, args);
    }
}
