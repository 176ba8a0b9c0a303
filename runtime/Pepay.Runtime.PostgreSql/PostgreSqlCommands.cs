using System.Data.Common;
using System.Text;

namespace Pepay.Runtime.PostgreSql;

/// <summary>Commands with positional parameters (<c>$1</c>), and columns, over the provider-neutral ADO.NET types.</summary>
internal static class PostgreSqlCommands
{
    public static DbCommand Command(this DbConnection connection, string sql, params ReadOnlySpan<object?> parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var value in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.Value = Value(value);
            command.Parameters.Add(parameter);
        }

        return command;
    }

    public static void Add(this DbBatch batch, string sql, params ReadOnlySpan<object?> parameters)
    {
        var command = batch.CreateBatchCommand();
        command.CommandText = sql;
        foreach (var value in parameters)
        {
            var parameter = command.CreateParameter();
            parameter.Value = Value(value);
            command.Parameters.Add(parameter);
        }

        batch.BatchCommands.Add(command);
    }

    /// <summary>Text as PostgreSQL can hold it: without NUL and without halves of surrogate pairs, which JSON can write.</summary>
    public static string Clean(string text)
    {
        if (!text.Contains('\0', StringComparison.Ordinal) && !text.AsSpan().ContainsAnyInRange('\ud800', '\udfff'))
            return text;
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(rune.Value == 0 ? Rune.ReplacementChar.ToString() : rune.ToString());
        return clean.ToString();
    }

    public static string? CleanOrNull(string? text) => text is null ? null : Clean(text);

    public static string? Text(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    public static DateTimeOffset Time(this DbDataReader row, int column) => row.GetFieldValue<DateTimeOffset>(column);

    public static DateTimeOffset? TimeOrNull(this DbDataReader row, int column) => row.IsDBNull(column) ? null : row.Time(column);

    private static object Value(object? value) => value switch
    {
        null => DBNull.Value,
        string text => Clean(text),
        DateTimeOffset time => time.ToUniversalTime(),
        _ => value,
    };
}
