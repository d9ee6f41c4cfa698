namespace PatientApi.Model;

/// <summary>Time in the precision of Postgres.</summary>
internal static class PostgresTimestamp
{
    /// <summary>
    /// Returns the current time, truncated to the microseconds of a <c>timestamptz</c>, so that the response to a write
    /// and a later read show the same value.
    /// </summary>
    public static DateTimeOffset GetPostgresNow(this TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
