using Microsoft.Extensions.Options;
using ServiceDefaults.Settings;

namespace PatientApi.Listing;

/// <summary>Registers search and paging.</summary>
internal static class ListingExtensions
{
    public static IHostApplicationBuilder AddListing(this IHostApplicationBuilder builder)
    {
        builder.Services.AddValidatedOptions<PagingOptions>(PagingOptions.Section);
        builder.Services.AddSingleton<IValidateOptions<PagingOptions>, PagingOptionsValidator>();
        builder.Services.AddSingleton<CursorProtector>();
        builder.Services.AddSingleton<PatientSearch>();
        return builder;
    }
}
