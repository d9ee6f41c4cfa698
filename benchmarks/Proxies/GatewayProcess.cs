using ServiceDefaults.ApiKeys;
using ServiceDefaults.ServiceTokens;

namespace Benchmarks.Proxies;

/// <summary>
/// The gateway as in production, with one client whose limits are out of the way, as are those of outgoing calls. It
/// uses Redis if <c>ConnectionStrings__redis</c> is set.
/// </summary>
internal sealed class GatewayProcess : IDisposable
{
    private readonly DirectoryInfo _auditFolder = Directory.CreateTempSubdirectory("gateway-benchmark-");

    private GatewayProcess(Uri api, ApiKey key)
    {
        Key = key.Value;
        Process = ProxyProcess.Start("PatientGateway.dll", _ => [], SettingsOf(api, key));
    }

    public string Key { get; }

    public ProxyProcess Process { get; }

    public static GatewayProcess Start(Uri api) => new(api, ApiKey.Create("benchmark"));

    public void Dispose()
    {
        Process.Dispose();
        _auditFolder.Delete(recursive: true);
    }

    private Dictionary<string, string> SettingsOf(Uri api, ApiKey key) => new(StringComparer.Ordinal)
    {
        ["ASPNETCORE_ENVIRONMENT"] = ProxyReport.Environment,
        ["services:patient-api:http:0"] = api.ToString(),
        ["services:patient-api-readonly:http:0"] = api.ToString(),
        ["Audit:Folder"] = _auditFolder.FullName,
        ["Audit:Key"] = Secret,
        ["Encryption:CurrentKey"] = Secret,
        ["Encryption:NameKey"] = $"{Secret} of names",
        ["Authentication:ServiceTokens:PrivateKey"] = ServiceTokenKeys.Create().PrivateKey,
        ["Authentication:ApiKeys:Clients:benchmark:Scopes"] = "patients.read",
        ["Authentication:ApiKeys:Clients:benchmark:Tier"] = "benchmark",
        ["Authentication:ApiKeys:Clients:benchmark:Keys:benchmark"] = key.Hash,
        ["InboundLimits:Tiers:benchmark:Windows:second:Permits"] = "1000000",
        ["InboundLimits:Tiers:benchmark:Windows:second:Period"] = "00:00:01",
        ["Resilience:Defaults:RateLimit:Enabled"] = "false",
    };

    private static string Secret { get; } = Guid.NewGuid().ToString("N") + Guid.NewGuid().ToString("N");
}
