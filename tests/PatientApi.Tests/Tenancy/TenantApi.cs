using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using PatientApi.Data;
using ServiceDefaults.Callers;
using Testing;

namespace PatientApi.Tests.Tenancy;

/// <summary>A running service with callers of two tenants, on a fresh database.</summary>
public sealed class TenantApi(PostgresServer postgres) : IAsyncLifetime
{
    public const string TenantA = "clinic-a";
    public const string TenantB = "clinic-b";

    private readonly ApiFactory _api = Create(postgres.NewDatabase());

    internal ApiFactory Api => _api;

    /// <summary>A caller of the first tenant.</summary>
    internal HttpClient A { get; private set; } = null!;

    /// <summary>A caller of the second tenant.</summary>
    internal HttpClient B { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        A = await _api.CreateReadyClientAsync();
        A.DefaultRequestHeaders.Add(CallerOfHeader.Header, TenantA);
        B = _api.CreateClient();
        B.DefaultRequestHeaders.Add(CallerOfHeader.Header, TenantB);
    }

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    /// <summary>A service whose callers send their tenant in a header.</summary>
    internal static ApiFactory Create(string connectionString) => new(connectionString)
    {
        Replace = services => services.AddHttpContextAccessor()
            .Replace(ServiceDescriptor.Singleton<ICallerContext, CallerOfHeader>()),
    };

    /// <summary>The context of a tenant, as the product creates it.</summary>
    internal PatientDbContext ContextOf(string tenant) => _api.CreateContext(tenant);
}
