namespace PatientApi.Patients;

/// <summary>Time as Postgres keeps it.</summary>
internal static class StorableTime
{
    /// <summary>Now, cut to the microseconds of a <c>timestamptz</c>: the answer to a write and a later read must show the same value.</summary>
    public static DateTimeOffset GetStorableNow(this TimeProvider clock)
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
