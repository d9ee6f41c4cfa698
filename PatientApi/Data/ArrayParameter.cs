using Npgsql;
using NpgsqlTypes;

namespace PatientApi.Data;

/// <summary>
/// A parameter that holds a column of many rows, for <c>unnest</c>: one statement writes any number of rows.
/// </summary>
internal static class ArrayParameter
{
    /// <summary>Creates the parameter.</summary>
    /// <param name="name">Name in the statement.</param>
    /// <param name="type">Type of an element.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="value">The element of a row.</param>
    public static NpgsqlParameter Of<TRow, TValue>(
        string name, NpgsqlDbType type, IEnumerable<TRow> rows, Func<TRow, TValue> value) =>
        new(name, NpgsqlDbType.Array | type) { Value = rows.Select(value).ToArray() };
}
