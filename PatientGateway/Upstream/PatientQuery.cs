using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace PatientGateway.Upstream;

/// <summary>Query parameters of the patient list. All are text, because only the API validates them.</summary>
/// <param name="Search">The beginning of a first name, a last name or an external id.</param>
/// <param name="Cursor">The <c>nextCursor</c> of the previous page.</param>
/// <param name="Limit">The maximum number of patients on a page.</param>
internal sealed record PatientQuery(
    [property: FromQuery(Name = "search"), Description("Prefix of first name, last name or external id; "
        + "case-insensitive.")] string? Search,
    [property: FromQuery(Name = "cursor"), Description("nextCursor of the previous page; omit it for the first "
        + "page.")] string? Cursor,
    [property: FromQuery(Name = "limit"), Description("Page size, 1 to 100; default 20.")] string? Limit);
