using Npgsql;

namespace PatientApi.Data;

/// <summary>Finds what the database said.</summary>
internal static class DatabaseFailure
{
    /// <summary>The driver's exception, which EF Core wraps differently for a save, a query and whatever it deems transient; null when it is something else.</summary>
    public static NpgsqlException? Of(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            if (cause is NpgsqlException failure)
            {
                return failure;
            }
        }

        return null;
    }
}
