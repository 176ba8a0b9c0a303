using System.Data.Common;
using System.Globalization;

namespace Pepay.Runtime.Sqlite;

/// <summary>Commands with named parameters, and columns, over the provider-neutral ADO.NET types. Times are Unix milliseconds.</summary>
internal static class SqliteCommands
{
    public static DbCommand Create(
        DbConnection connection, DbTransaction? transaction, string sql, ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Set(name, value);
        return command;
    }
    /// <summary>Sets a parameter, adding it the first time.</summary>
    public static void Set(this DbCommand command, string name, object? value)
    {
        if (!command.Parameters.Contains(name))
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = name;
            command.Parameters.Add(parameter);
        }

        command.Parameters[name].Value = value switch
        {
            null => DBNull.Value,
            DateTimeOffset time => time.ToUnixTimeMilliseconds(),
            bool flag => flag ? 1L : 0L,
            Enum number => Convert.ToInt64(number, CultureInfo.InvariantCulture),
            _ => value,
        };
    }

    public static string? Text(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static DateTimeOffset Time(this DbDataReader row, int column) => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));

    public static DateTimeOffset? TimeOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    public static byte[] Bytes(this DbDataReader row, int column) => row.GetFieldValue<byte[]>(column);
}
