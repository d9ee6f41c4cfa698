using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace PatientGateway.Audit;

/// <summary>Query parameters of the audit list. All are text, because only the API validates them.</summary>
/// <param name="Patient">Only entries about this patient.</param>
/// <param name="Client">Only entries of this client.</param>
/// <param name="From">Only entries from this time on.</param>
/// <param name="To">Only entries before this time.</param>
/// <param name="Cursor">The <c>nextCursor</c> of the previous page.</param>
/// <param name="Limit">The maximum number of entries on a page.</param>
internal sealed record AuditQuery(
    [property: FromQuery(Name = "patient"), Description("Only entries about this patient, by id.")] string? Patient,
    [property: FromQuery(Name = "client"), Description("Only entries of this client.")] string? Client,
    [property: FromQuery(Name = "from"), Description("Only entries from this time on, such as "
        + "2026-11-29T09:00:00Z.")] string? From,
    [property: FromQuery(Name = "to"), Description("Only entries before this time.")] string? To,
    [property: FromQuery(Name = "cursor"), Description("nextCursor of the previous page; omit it for the first "
        + "page.")] string? Cursor,
    [property: FromQuery(Name = "limit"), Description("Page size, 1 to 100; default 20.")] string? Limit)
{
    /// <summary>Returns the parameters that are set.</summary>
    public QueryString ToQueryString()
    {
        (string Name, string? Value)[] all =
        [
            ("patient", Patient), ("client", Client), ("from", From), ("to", To), ("cursor", Cursor), ("limit", Limit),
        ];
        return QueryString.Create(all.Where(parameter => parameter.Value is not null)
            .Select(parameter => KeyValuePair.Create(parameter.Name, parameter.Value)));
    }
}
