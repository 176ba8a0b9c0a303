using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using FluentMigrator;
using Nop.Core;
using Nop.Data.Extensions;

namespace Nop.Plugin.Payments.Pepay.Tests.Doubles;

/// <summary>
/// Which tables a migration of the plugin makes, read from its compiled method: the contracts cannot run one. An entity that no migration has a table
/// for has none in the double of the database either.
/// </summary>
internal static class MigratedTables
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<Type>> Known = new();

    public static IReadOnlyList<Type> All { get; } =
        [.. typeof(PepayPaymentMethod).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(MigrationBase))).SelectMany(Of)];

    /// <summary>Every entity of the plugin.</summary>
    public static IReadOnlyList<Type> Entities { get; } =
        [.. typeof(PepayPaymentMethod).Assembly.GetTypes().Where(static type => type.IsSubclassOf(typeof(BaseEntity)))];

    public static IReadOnlyList<Type> Of<TMigration>() => Of(typeof(TMigration));

    private static IReadOnlyList<Type> Of(Type migration) => Known.GetOrAdd(migration, static type =>
    {
        var up = type.GetMethod(nameof(MigrationBase.Up))!;
        var code = up.GetMethodBody()!.GetILAsByteArray()!;
        var tables = new List<Type>();
        for (var i = 0; i + 4 < code.Length; i++)
        {
            if (code[i] == OpCodes.Call.Value && Resolve(up.Module, BitConverter.ToInt32(code, i + 1)) is { Name: nameof(FluentMigratorExtensions.TableFor), IsGenericMethod: true } call)
                tables.Add(call.GetGenericArguments()[0]);
        }

        return tables;
    });

    private static MethodBase? Resolve(Module module, int token)
    {
        try
        {
            return module.ResolveMethod(token);
        }
        catch (ArgumentException)
        {
            // The bytes of something else.
            return null;
        }
    }
}
