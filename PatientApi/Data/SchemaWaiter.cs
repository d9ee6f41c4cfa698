using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace PatientApi.Data;

/// <summary>
/// Schema check of a read-only instance: it verifies that another instance has applied the migrations and that the role
/// has access.
/// </summary>
internal sealed class SchemaWaiter(TenantContextFactory contexts) : ISchemaInitializer
{
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        await using var db = contexts.CreateWithoutTenant();
        try
        {
            var missing = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).Count();
            if (missing > 0)
            {
                throw new SchemaNotReadyException(
                    $"{missing} migrations are missing. An instance that is not read-only applies them when it "
                    + "starts.");
            }
        }
        catch (PostgresException exception) when (IsNotYet(exception.SqlState))
        {
            throw new SchemaNotReadyException(
                $"The role of this instance has no access to the database yet (SQLSTATE {exception.SqlState}). An "
                    + "instance that is not read-only creates the database, the role and its rights when it starts.",
                exception);
        }
    }

    // The other instance creates these one after the other: the database, the schema, the role, its grants.
    private static bool IsNotYet(string sqlState) => sqlState is
        PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.UndefinedTable
            or PostgresErrorCodes.InsufficientPrivilege
        or PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification;
}
