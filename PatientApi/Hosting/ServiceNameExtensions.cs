using Microsoft.Extensions.Options;
using PatientApi.Contracts;
using PatientApi.Data;
using ServiceDefaults.ServiceIdentity;

namespace PatientApi.Hosting;

/// <summary>Sets the service identity of this instance.</summary>
internal static class ServiceNameExtensions
{
    /// <summary>
    /// Signs the responses of this instance with its service name; the gateway handles unsigned responses as a bad
    /// gateway. The read-only instance has another name: its data may lag, so its responses must be distinguishable
    /// from those of the instance that owns the patients.
    /// </summary>
    public static IHostApplicationBuilder AddServiceName(this IHostApplicationBuilder builder)
    {
        builder.Services.AddOptions<ServiceIdentityOptions>()
            .Configure<IOptions<DatabaseOptions>>((identity, database) =>
            identity.Service = database.Value.ReadOnly ? ResourceNames.PatientApiReadOnly : ResourceNames.PatientApi);
        return builder;
    }
}
