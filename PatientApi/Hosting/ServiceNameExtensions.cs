using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using PatientApi.Data;
using ServiceDefaults.ServiceIdentity;

namespace PatientApi.Hosting;

/// <summary>Who this service says it is.</summary>
internal static class ServiceNameExtensions
{
    /// <summary>
    /// Names this instance in its answers, without which the gateway believes none of them. The read-only instance has a name of its own: it may be behind, so
    /// its answers must not be taken for those of the instance that owns the patients.
    /// </summary>
    public static IHostApplicationBuilder AddServiceName(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ServiceIdentityOptions>().Configure<IOptions<DatabaseOptions>>((identity, database) =>
            identity.Service = database.Value.ReadOnly ? ResourceNames.PatientApiReadOnly : ResourceNames.PatientApi);
        return builder;
    }
}
