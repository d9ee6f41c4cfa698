using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using ServiceDefaults.ServiceIdentity.Internal;

namespace ServiceDefaults.ServiceIdentity;

/// <summary>Marks the responses of this service as its own.</summary>
public static class ServiceIdentityExtensions
{
    /// <summary>
    /// Sets <see cref="ServiceIdentityHeader"/> on every response of this service, including errors, when
    /// <see cref="ServiceIdentityOptions.Service"/> is set. Call it before <c>AddErrors</c>. Responses written outside
    /// of it (by the server itself, or by host filtering) stay unmarked.
    /// </summary>
    /// <typeparam name="TBuilder">Type of the host builder.</typeparam>
    /// <param name="builder">The host builder.</param>
    /// <returns>The same builder.</returns>
    public static TBuilder AddServiceIdentity<TBuilder>(this TBuilder builder) where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddEnumerable(ServiceDescriptor.Transient<IStartupFilter, ServiceIdentityStartupFilter>());
        return builder;
    }
}
