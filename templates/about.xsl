<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: AGPL-3.0-or-later -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="page[@kind = 'about']" mode="main">
    <article class="wrap narrow prose">
      <h1>About this hub</h1>
      <p class="lead">A library of the social and solidarity economy: cooperatives, associations, mutual societies,
        foundations, social enterprises and self-help groups that put people before capital and decide together. It keeps
        papers and an encyclopedia, and ties both to the Sustainable Development Goals.</p>

      <h2 id="review">How something comes to stand here</h2>
      <p>Nothing is public before it has been reviewed. The way is the same for papers and for encyclopedia entries:</p>
      <ol>
        <li>Somebody submits it, or an editor takes in a collection that has been reviewed elsewhere.</li>
        <li>An editor asks members of the advisory group to read it.</li>
        <li>Each adviser first declares whether there is a conflict of interest; who has one does not vote.</li>
        <li>The advisers approve, ask for changes, or reject, and say why.</li>
        <li>When enough of them approve, an editor publishes it.</li>
      </ol>
      <p>Each step is written down in a record that can only grow. What turns out to be wrong is withdrawn: its address
        stays and says when and why, and what to read instead.</p>

      <h2 id="roles">Who does what</h2>
      <dl>
        <dt>Readers</dt><dd>need no account and are not followed: there are no cookies, and what you search for is not logged.</dd>
        <dt>Submitters</dt><dd>send in papers and entries, and change them when asked to.</dd>
        <dt>Advisers</dt><dd>read and vote.</dd>
        <dt>Editors</dt><dd>choose advisers, publish, and withdraw.</dd>
        <dt>Administrators</dt><dd>look after accounts and settings.</dd>
      </dl>

      <h2 id="search">How to search</h2>
      <ul>
        <li><code>food sovereignty</code> finds works with both words, in any of their forms.</li>
        <li><code>"mutual health"</code> finds just these words, in this order.</li>
        <li><code>coop*</code> finds every word that begins so.</li>
        <li><code>credit OR savings</code> finds either; <code>cooperative -bank</code> leaves out the second.</li>
        <li><code>title:agroecology</code> and <code>author:otieno</code> look in one place only.</li>
      </ul>
      <p>A result names the page where the words stand, and in a PDF the link leads to that page.</p>

      <h2 id="reuse">What you may do with a work</h2>
      <p>Each work has a licence of its own, and its page says in plain words what that allows. Some may be passed on only
        as they are: translating or shortening them needs their authors' permission.</p>

      <h2 id="programs">For programs</h2>
      <p>The same search as JSON, with the same parameters:</p>
      <pre tabindex="0" role="region" aria-label="Addresses for programs"><xsl:value-of select="@base"/>/api/v1/search?q=cooperative&amp;sdg=8.3&amp;lang=fr&amp;year=2015..2022&amp;limit=20
<xsl:value-of select="@base"/>/api/v1/works/ID</pre>
      <p><code>q</code> is the query. Filters, each of them as often as you like: <code>sdg</code> (8 or 8.3),
        <code>lang</code>, <code>type</code>, <code>country</code> (KE), <code>region</code> (202), <code>theme</code>,
        <code>licence</code>. <code>year</code> is a year or a span (2015..2022), <code>kind</code> is paper or entry,
        <code>sort</code> is relevance, newest or oldest; <code>offset</code> and <code>limit</code> (at most 100) turn the
        pages. Errors come as <code>{"error": {"status", "message"}}</code>; 429 says in Retry-After when to come back.</p>
      <p>Pages of papers carry their metadata for reference managers and search engines, and Link headers for
        machines (signposting).</p>

      <h2 id="software">The software</h2>
      <p>The hub runs on ssehub, free software under the GNU Affero General Public License, version 3 or later: whoever
        runs it for others offers them its source.</p>
    </article>
  </xsl:template>
</xsl:stylesheet>
