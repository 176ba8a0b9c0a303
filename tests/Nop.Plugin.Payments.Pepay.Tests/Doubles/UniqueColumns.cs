using System.Collections.Concurrent;
using System.Reflection;
using FluentMigrator.Builders.Create.Table;
using Nop.Core;
using Nop.Data.Mapping.Builders;

namespace Nop.Plugin.Payments.Pepay.Tests.Doubles;

/// <summary>Reads from the plugin's own entity builders which columns are unique or have an index, and holds rows to the former.</summary>
internal static class UniqueColumns
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<PropertyInfo>> Known = new();

    public static IReadOnlyList<PropertyInfo> Of(Type entity) => Known.GetOrAdd(entity, static type =>
        MapOf(type) is { } map ? [.. Record(map).Unique.Select(name => type.GetProperty(name)!)] : []);

    /// <summary>The plugin's builder of an entity; null for an entity of the shop.</summary>
    public static Type? BuilderOf(Type entity) => typeof(PepayPaymentMethod).Assembly.GetTypes()
        .SingleOrDefault(type => type.BaseType is { IsGenericType: true } parent && parent.GetGenericTypeDefinition() == typeof(NopEntityBuilder<>) && parent.GetGenericArguments()[0] == entity);

    public static IReadOnlyList<string> IndexedOf(Type entity) => Record(MapOf(entity)!).Indexed;

    public static void Check(Type entity, IEnumerable<BaseEntity> rows)
    {
        foreach (var column in Of(entity))
        {
            // As the shop's collations do: without regard to case.
            if (rows.GroupBy(row => (string?)column.GetValue(row), StringComparer.OrdinalIgnoreCase).FirstOrDefault(static group => group.Count() > 1) is { } twice)
                throw new InvalidOperationException($"Duplicate key in {entity.Name}.{column.Name}: {twice.Key}");
        }
    }

    private static Action<ICreateTableWithColumnSyntax>? MapOf(Type entity) =>
        BuilderOf(entity)?.GetMethod("Map", BindingFlags.Static | BindingFlags.NonPublic)!.CreateDelegate<Action<ICreateTableWithColumnSyntax>>();

    private static Recorder Record(Action<ICreateTableWithColumnSyntax> map)
    {
        var recorder = new Recorder();
        map(recorder.Make<ICreateTableWithColumnSyntax>());
        return recorder;
    }

    private sealed class Recorder
    {
        private string current = "";

        public List<string> Unique { get; } = [];

        public List<string> Indexed { get; } = [];

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
            if (method.Name == "Indexed")
                Indexed.Add(current);
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
