using System.Data.Common;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Npgsql;

namespace PatientApi.Data;

/// <summary>
/// Sets the tenant of the session in the same round trip as the command, for the transaction of the command only: a
/// pooled connection keeps nothing of it. A context without a tenant sets none, so its session sees no row.
/// </summary>
/// <remarks>
/// A procedure sets it, because CALL has no result set and no row count: readers, scalars and counts of affected rows
/// are those of the command alone, which a prefixed SELECT would shift.
/// </remarks>
internal sealed class TenantInterceptor : DbCommandInterceptor
{
    private const string Prefix = $"CALL {TenantPolicies.Procedure}(@{Parameter});\n";

    // A name that neither EF Core nor a statement of this service uses.
    private const string Parameter = "tenant_of_session";

    public override InterceptionResult<DbDataReader> ReaderExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result) =>
        SetTenant(command, eventData, result);

    public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<DbDataReader> result,
        CancellationToken cancellationToken = default) => new(SetTenant(command, eventData, result));

    public override InterceptionResult<int> NonQueryExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<int> result) =>
        SetTenant(command, eventData, result);

    public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<int> result,
        CancellationToken cancellationToken = default) => new(SetTenant(command, eventData, result));

    public override InterceptionResult<object> ScalarExecuting(
        DbCommand command, CommandEventData eventData, InterceptionResult<object> result) =>
        SetTenant(command, eventData, result);

    public override ValueTask<InterceptionResult<object>> ScalarExecutingAsync(
        DbCommand command,
        CommandEventData eventData,
        InterceptionResult<object> result,
        CancellationToken cancellationToken = default) => new(SetTenant(command, eventData, result));

    /// <summary>Prefixes a command that EF Core does not execute itself.</summary>
    public static void SetTenant(DbCommand command, string tenant)
    {
        command.CommandText = Prefix + command.CommandText;
        command.Parameters.Add(new NpgsqlParameter<string>(Parameter, tenant));
    }

    private static T SetTenant<T>(DbCommand command, CommandEventData eventData, T result)
    {
        if (eventData.Context is not PatientDbContext { Tenant: { } tenant })
        {
            return result;
        }

        if (eventData.CommandSource != CommandSource.SaveChanges)
        {
            SetTenant(command, tenant);
            return result;
        }

        // The provider counts the statements of a save, so nothing can precede them. An earlier command of the
        // transaction has set the tenant; without a transaction the save would find no row and look like a lost race.
        return command.Transaction is not null ? result : throw new InvalidOperationException(
            $"SaveChanges needs a transaction that has set the tenant: use {nameof(UnitOfWork)}.{nameof(
                UnitOfWork.WriteAsync)}.");
    }
}
