using Npgsql;

namespace PatientApi.Data;

/// <summary>Finds the database error in an exception.</summary>
internal static class DatabaseFailure
{
    /// <summary>
    /// Returns the exception of the driver, which EF Core wraps differently for a save, a query and failures it
    /// considers transient; <see langword="null"/> if there is none.
    /// </summary>
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
