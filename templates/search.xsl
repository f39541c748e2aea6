<?xml version="1.0" encoding="UTF-8"?>
<!-- SPDX-License-Identifier: AGPL-3.0-or-later -->
<!-- Results before filters in the order of the document: on a phone the filters follow, and a link leads there. -->
<xsl:stylesheet version="1.0" xmlns:xsl="http://www.w3.org/1999/XSL/Transform">
  <xsl:template match="page[@kind = 'search']" mode="main">
    <div class="wrap">
      <h1>Search</h1>
      <form class="big-search" role="search" action="/search" method="get">
        <xsl:call-template name="search-box"><xsl:with-param name="id">q</xsl:with-param><xsl:with-param name="q" select="form/@q"/></xsl:call-template>
        <xsl:call-template name="kept"/>
        <xsl:if test="form/@years"><input type="hidden" name="year" value="{form/@years}"/></xsl:if>
      </form>
      <xsl:for-each select="notice"><p class="notice"><xsl:value-of select="."/> This filter was left out.</p></xsl:for-each>
      <xsl:if test="active">
        <div class="active-filters">
          <h2 class="unseen">Filters in force</h2>
          <ul>
            <xsl:for-each select="active">
              <li><a href="{@href}"><span class="unseen">Remove filter: </span><xsl:value-of select="@label"/> <span aria-hidden="true"> ×</span></a></li>
            </xsl:for-each>
            <li><a class="clear" href="{@clear}">Remove all</a></li>
          </ul>
        </div>
      </xsl:if>
      <div class="search-layout">
        <section class="results" aria-labelledby="results">
          <xsl:call-template name="results-head"/>
          <xsl:for-each select="note"><p class="notice"><xsl:value-of select="."/></p></xsl:for-each>
          <xsl:call-template name="no-results"/>
          <xsl:if test="hit"><ol class="hits" start="{@first}"><xsl:apply-templates select="hit"/></ol></xsl:if>
          <xsl:apply-templates select="paging"/>
        </section>
        <aside class="filters" id="filters" aria-label="Filters">
          <h2>Narrow down</h2>
          <xsl:apply-templates select="facet"/>
          <xsl:call-template name="years"/>
        </aside>
      </div>
    </div>
  </xsl:template>

  <xsl:template name="kept">
    <xsl:for-each select="form/keep"><input type="hidden" name="{@name}" value="{@value}"/></xsl:for-each>
  </xsl:template>

  <xsl:template name="results-head">
    <div class="results-head">
      <h2 id="results">
        <xsl:call-template name="number-of"><xsl:with-param name="n" select="@total"/><xsl:with-param name="one">result</xsl:with-param><xsl:with-param name="many">results</xsl:with-param></xsl:call-template>
        <xsl:if test="@first and @total &gt; count(hit)"><span class="range">, <xsl:value-of select="@first"/>–<xsl:value-of select="@last"/></span></xsl:if>
      </h2>
      <a class="to-filters" href="#filters">Filters</a>
      <nav class="choices" aria-label="What is shown"><xsl:call-template name="choices"><xsl:with-param name="of" select="kind"/></xsl:call-template></nav>
      <nav class="choices" aria-label="Order"><span aria-hidden="true">Order: </span><xsl:call-template name="choices"><xsl:with-param name="of" select="sort"/></xsl:call-template></nav>
    </div>
  </xsl:template>

  <xsl:template name="choices">
    <xsl:param name="of"/>
    <ul>
      <xsl:for-each select="$of">
        <li>
          <a href="{@href}">
            <xsl:if test="@current"><xsl:attribute name="aria-current">true</xsl:attribute></xsl:if>
            <xsl:value-of select="@label"/>
          </a>
        </li>
      </xsl:for-each>
    </ul>
  </xsl:template>

  <xsl:template name="no-results">
    <xsl:choose>
      <xsl:when test="hit"/>
      <xsl:when test="paging/@last"><p>There are not so many results. <a href="{paging/@last}">Go to the last page</a></p></xsl:when>
      <xsl:otherwise>
        <p>Nothing was found. Fewer words or fewer filters find more; a word may be spelt in another way, or the paper
          may be in another language.</p>
      </xsl:otherwise>
    </xsl:choose>
  </xsl:template>

  <xsl:template match="paging">
    <nav class="paging" aria-label="Pages of results">
      <xsl:if test="@previous"><a rel="prev" href="{@previous}">Previous page</a></xsl:if>
      <span>Page <xsl:value-of select="@page"/> of <xsl:value-of select="@pages"/></span>
      <xsl:if test="@next"><a rel="next" href="{@next}">Next page</a></xsl:if>
    </nav>
  </xsl:template>

  <xsl:template match="facet">
    <details>
      <xsl:if test="@open"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
      <summary><xsl:value-of select="@label"/></summary>
      <ul><xsl:apply-templates select="value"/></ul>
      <xsl:if test="more/value">
        <details class="rest">
          <summary><xsl:value-of select="count(more/value)"/> more</summary>
          <ul><xsl:apply-templates select="more/value"/></ul>
        </details>
      </xsl:if>
    </details>
  </xsl:template>

  <xsl:template match="facet//value">
    <li>
      <a href="{@href}" rel="nofollow">
        <xsl:if test="@selected"><xsl:attribute name="aria-current">true</xsl:attribute></xsl:if>
        <span class="box" aria-hidden="true"><xsl:if test="@selected">✓</xsl:if></span>
        <span class="label"><xsl:value-of select="@label"/></span>
        <span class="count"><xsl:value-of select="format-number(@count, '#,##0')"/></span>
      </a>
    </li>
  </xsl:template>

  <xsl:template name="years">
    <details>
      <xsl:if test="form/@years"><xsl:attribute name="open">open</xsl:attribute></xsl:if>
      <summary>Years</summary>
      <form action="/search" method="get">
        <xsl:if test="form/@q != ''"><input type="hidden" name="q" value="{form/@q}"/></xsl:if>
        <xsl:call-template name="kept"/>
        <p class="years">
          <label for="from">From</label> <input id="from" name="from" inputmode="numeric" maxlength="4" size="5" value="{form/@from}"/>
          <label for="to">to</label> <input id="to" name="to" inputmode="numeric" maxlength="4" size="5" value="{form/@to}"/>
          <button type="submit">Apply</button>
        </p>
      </form>
    </details>
  </xsl:template>
</xsl:stylesheet>
